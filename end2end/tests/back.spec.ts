import { download } from '../support/products';
import { chromiumWithMemory } from '../support/chromium';
import { expect, test } from '../support/test';

test.use({ launchOptions: chromiumWithMemory });

test('the checkout that the back button brings back is as fresh as a new one', { tag: ['@script', '@desktop'] }, async ({ page, shopper }) => {
  await shopper.ordersUpToPayment(download);
  // Deferred, because navigating at once would lose the response of this call.
  await page.evaluate(() => void setTimeout(() => history.back()));
  await expect(page.getByText(/Your order is waiting for payment/)).toBeVisible();
  await shopper.findsTheOpenOrder();
});
