import { download } from '../support/goods';
import { chromium } from '../support/chromium';
import { expect, test } from '../support/test';

// Playwright switches off the memory in which browsers keep the pages one has left; real browsers have it.
test.use({ launchOptions: { ...chromium, ignoreDefaultArgs: ['--disable-back-forward-cache'] } });

test('a page that comes back from the browser\'s memory is as fresh as a new one', { tag: ['@script', '@desktop'] }, async ({ page, shopper }) => {
  await shopper.ordersUpToPayment(download);
  await page.evaluate(() => history.back());
  await expect(page.getByText(/Your order is waiting for payment/)).toBeVisible();
  await page.getByRole('link', { name: 'Resume payment or start over' }).click();
  await shopper.seesOrder(/waiting for your payment/);
});
