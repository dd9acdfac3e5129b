import { download } from '../support/products';
import type { Shop } from '../support/shop';
import { expect, openShop, test as base } from '../support/test';

// The link of an attempt is valid for a second, so that the next click is soon another attempt, and no repeat.
const test = base.extend<object, { shop: Shop }>({
  shop: [openShop({ PANNIER_DOWNLOAD_LINK_LIFETIME: '1' }), { scope: 'worker' }],
});

test('a file that was downloaded three times is not offered again', async ({ page, shopper, consoleErrors }) => {
  consoleErrors.allow(/410 \(Gone\).*\/download\//);
  await shopper.ordersUpToPayment(download);
  await shopper.decides('Approve the payment');
  await shopper.seesOrder(/is paid/);
  const link = page.getByRole('link', { name: /^Download/ });
  await shopper.waitsFor(link);
  const order = page.url();
  const address = (await link.getAttribute('href')) ?? '';
  for (const left of ['2 downloads left', '1 download left', 'No downloads left']) {
    // By request and without the file, whose link may have expired when a slow machine gets there.
    expect((await page.request.get(address, { maxRedirects: 0 })).status()).toBe(303);
    await page.waitForTimeout(1_100);
    await page.reload();
    await expect(page.getByText(left)).toBeVisible();
  }
  await expect(link).toHaveCount(0);
  await page.goto(address);
  await expect(page.getByRole('heading', { name: 'No downloads left' })).toBeVisible();
  await expect(page.getByText('all 3 downloads of this file')).toBeVisible();
  await shopper.opens(order);
  await expect(page.getByText('No downloads left')).toBeVisible();
});
