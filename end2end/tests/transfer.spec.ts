import { euros, poster } from '../support/products';
import type { Shop } from '../support/shop';
import { expect, openShop, test as base } from '../support/test';

const test = base.extend<object, { shop: Shop }>({
  shop: [openShop({ PANNIER_BANK_TRANSFER_NAME: 'Quarto Press', PANNIER_BANK_TRANSFER_IBAN: 'DE02120300000000202051' }), { scope: 'worker' }],
});

test('the button says whether the shopper pays now or later, and the order shows the bank details', async ({ page, shopper }) => {
  await shopper.isReadyToPayFor(poster);
  const total = euros(1900 + 490);
  const [now, later] = [`Pay ${total}`, `Order now, pay ${total} later`].map((name) => page.getByRole('button', { name, exact: true }));
  await page.getByRole('radio', { name: 'Sandbox' }).check();
  await expect(now).toBeVisible();
  await expect(later).toHaveCount(0);
  await page.getByRole('radio', { name: 'Bank transfer' }).check();
  await expect(now).toHaveCount(0);
  await later.click();
  await shopper.seesOrder(/is waiting for your payment/);
  const details = page.locator('.pn-order__payment');
  for (const detail of ['Quarto Press', 'DE02 1203 0000 0000 2020 51', total, /RF\d\d/]) await expect(details).toContainText(detail);
});
