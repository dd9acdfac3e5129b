import { download, euros, poster } from '../support/products';
import type { Shop } from '../support/shop';
import { addressInGermany, type Shopper } from '../support/shopper';
import { expect, openShop, test as base } from '../support/test';
import { DUTCH_NUMBER, Vies } from '../support/vies';

/** A shop that can ask the Commission about companies. */
const test = base.extend<object, { vies: Vies; shop: Shop }>({
  vies: [
    async ({}, use) => {
      const vies = await Vies.open();
      await use(vies);
      await vies.close();
    },
    { scope: 'worker' },
  ],
  shop: [async ({ vies }, use) => openShop(vies.settings)({}, use), { scope: 'worker' }],
});

async function typesItsNumber(shopper: Shopper, number: string) {
  await shopper.unfolds("I'm buying for a company");
  await shopper.companyField('VAT number').fill(number);
  const answered = shopper.saved('checkout');
  if (shopper.scripted) await shopper.companyField('VAT number').press('Tab');
  else await shopper.page.getByRole('button', { name: 'Check VAT number' }).click();
  await answered;
}

test('a Dutch company with a valid VAT number pays the price without the tax, and accounts for it itself', { tag: '@desktop' }, async ({ page, shopper }) => {
  await shopper.isAtCheckoutWith(download);
  await shopper.answers({ 'Email address': shopper.email });
  await shopper.livesIn('Netherlands');
  await typesItsNumber(shopper, DUTCH_NUMBER);
  await expect(page.getByText('This VAT number is valid.')).toBeVisible();
  // 9.00 less the German tax in it.
  await expect(shopper.payButton).toHaveText(`Pay ${euros(756)}`);
  const summary = page.getByRole('complementary', { name: 'Order summary' });
  await expect(summary).toContainText(/VAT not charged\s*−€1\.44/);

  await shopper.companyField('Company name').fill('Example B.V.');
  const address = { ...addressInGermany, Address: 'Kade 14', 'Postal code': '1011 AB', City: 'Amsterdam' };
  for (const [label, answer] of Object.entries(address)) await shopper.companyField(label).fill(answer);
  await shopper.pays();
  await shopper.paysBy();
  for (const part of ['Reverse charge', 'Example B.V.', DUTCH_NUMBER]) await expect(page.locator('.pn-order__lines')).toContainText(part);
});

test('a VAT number of nobody is said to be invalid, and the tax is charged', { tag: '@desktop' }, async ({ page, shopper }) => {
  await shopper.isAtCheckoutWith(poster);
  // The check digits are right.
  await typesItsNumber(shopper, 'DE136695976');
  await expect(page.getByText("This VAT number isn't valid, so we have to charge VAT.")).toBeVisible();
  await expect(shopper.payButton).toHaveText(`Pay ${euros(2390)}`);
});
