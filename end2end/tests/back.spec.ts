import { download } from '../support/goods';
import { chromiumWithMemory } from '../support/chromium';
import { expect, test } from '../support/test';

test.use({ launchOptions: chromiumWithMemory });

test('a page that comes back from the browser\'s memory is as fresh as a new one', { tag: ['@script', '@desktop'] }, async ({ page, shopper }) => {
  await page.addInitScript(() => addEventListener('pageshow', ({ persisted }) => Object.assign(window, { persisted })));
  await shopper.ordersUpToPayment(download);
  // Deferred, because navigating at once would lose the response of this call.
  await page.evaluate(() => void setTimeout(() => history.back()));
  await expect(page.getByText(/Your order is waiting for payment/)).toBeVisible();
  expect(await page.evaluate(() => 'persisted' in window && window.persisted), 'the page comes from memory').toBe(true);
  await page.getByRole('link', { name: 'Resume payment or start over' }).click();
  await shopper.seesOrder(/waiting for your payment/);
});
