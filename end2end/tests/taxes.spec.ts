import { download, euros, poster, ticket } from '../support/products';
import type { Shop } from '../support/shop';
import { addressInGermany, type Shopper } from '../support/shopper';
import { expect, openShop, test as base } from '../support/test';
import { DUTCH_NUMBER, Vies } from '../support/vies';

/** A shop that charges the VAT of the shopper's country, and asks the Commission about companies. */
const test = base.extend<object, { vies: Vies; shop: Shop }>({
  vies: [
    async ({}, use) => {
      const vies = await Vies.open();
      await use(vies);
      await vies.close();
    },
    { scope: 'worker' },
  ],
  shop: [async ({ vies }, use) => openShop({ PANNIER_VAT: 'oss', ...vies.settings })({}, use), { scope: 'worker' }],
});

const summary = (shopper: Shopper) => shopper.page.getByRole('complementary', { name: 'Order summary' });

/** Chooses the country, on which the taxes depend. */
async function livesIn(shopper: Shopper, country: string) {
  await shopper.field('Country').selectOption({ label: country });
  if (!shopper.scripted) await shopper.page.getByRole('button', { name: 'Update for this country' }).click();
}

test('beside a price stands what it includes, and where shipping is explained', { tag: '@desktop' }, async ({ page, shopper }) => {
  await shopper.opens(poster.page);
  await expect(shopper.offer(poster)).toContainText('incl. VAT, plus shipping');
  await expect(shopper.offer(poster).getByRole('link', { name: 'plus shipping' })).toHaveAttribute('href', '/about');
  await shopper.opens(download.page);
  await expect(shopper.offer(download)).toContainText('incl. VAT');
  await expect(shopper.offer(download)).not.toContainText('shipping');
  await shopper.opens(`/de${poster.page}`);
  await expect(page.getByText('inkl. MwSt., zzgl. Versand').first()).toBeVisible();
});

test('a German consumer sees the VAT in the total, and has it on the order and in the mail', { tag: '@desktop' }, async ({ page, shop, shopper }) => {
  await shopper.isReadyToPayFor(poster);
  await expect(shopper.payButton).toHaveText(`Pay ${euros(2390)}`);
  // 23.90 x 19 / 119, shipping included.
  await expect(summary(shopper)).toContainText(/incl\. 19% VAT\s*€3\.82/);
  await shopper.pays();
  await shopper.paysBy();
  await expect(page.getByText('incl. 19% VAT').first()).toBeVisible();
  await expect.poll(async () => (await shop.mailsTo(shopper.email)).length).toBe(1);
  const [mail] = await shop.mailsTo(shopper.email);
  expect(mail.text).toContain(euros(382));
});

test('a French buyer of a download is asked for the country alone, and pays French VAT in the same price', { tag: '@desktop' }, async ({ shopper }) => {
  await shopper.isAtCheckoutWith(download);
  await shopper.answers({ 'Email address': shopper.email });
  await livesIn(shopper, 'France');
  await expect(summary(shopper)).toContainText(/incl\. 20% VAT\s*€1\.50/);
  await expect(shopper.payButton).toHaveText(`Pay ${euros(900)}`);
  await shopper.pays();
  await shopper.paysBy();
});

test('an evening is taxed where it takes place', { tag: '@desktop' }, async ({ shopper }) => {
  await shopper.isAtCheckoutWith(ticket);
  await livesIn(shopper, 'Austria');
  // The Dutch rate, not the Austrian one.
  await expect(summary(shopper)).toContainText(/incl\. (9|21)% VAT/);
  await expect(shopper.payButton).toHaveText(`Pay ${euros(2400)}`);
});

test('a Swiss buyer of a print pays no VAT, and the same price', { tag: '@desktop' }, async ({ page, shopper }) => {
  await shopper.isAtCheckoutWith(poster);
  await livesIn(shopper, 'Switzerland');
  await expect(summary(shopper)).toContainText('VAT-exempt export');
  await expect(shopper.payButton).toHaveText(`Pay ${euros(1900 + 890)}`);
  await shopper.answers({
    'Email address': shopper.email,
    'Full name': 'Ada Lovelace',
    Address: 'Bahnhofstrasse 1',
    'Postal code': '8001',
    City: 'Zürich',
    'Phone number': '+41 44 123 45 67',
  });
  await shopper.pays();
  await shopper.paysBy();
  await expect(page.getByText('VAT-exempt export').first()).toBeVisible();
});

test('a Dutch company with a valid VAT number accounts for the tax itself', { tag: '@desktop' }, async ({ page, shopper }) => {
  await shopper.isAtCheckoutWith(download);
  await shopper.answers({ 'Email address': shopper.email });
  await livesIn(shopper, 'Netherlands');
  await page.getByText("I'm buying for a company").click();
  await shopper.companyField('VAT number').fill(DUTCH_NUMBER);
  if (shopper.scripted) await shopper.companyField('VAT number').press('Tab');
  else await page.getByRole('button', { name: 'Check VAT number' }).click();
  await expect(page.getByText('This VAT number is valid.')).toBeVisible();
  // 9.00 less the German VAT in it.
  await expect(shopper.payButton).toHaveText(`Pay ${euros(756)}`);
  await expect(summary(shopper)).toContainText('Reverse charge');
  const address = { ...addressInGermany, Address: 'Kade 14', 'Postal code': '1011 AB', City: 'Amsterdam' };
  await shopper.companyField('Company name').fill('Example B.V.');
  for (const [label, answer] of Object.entries(address)) await shopper.companyField(label).fill(answer);
  await shopper.pays();
  await shopper.paysBy();
  await expect(page.getByText('Reverse charge: you account for the VAT').first()).toBeVisible();
  for (const detail of ['Example B.V.', DUTCH_NUMBER]) await expect(page.getByText(detail).first()).toBeVisible();
});

test('a VAT number that nobody knows is said to be invalid, and tax is charged', { tag: '@desktop' }, async ({ page, shopper }) => {
  await shopper.isAtCheckoutWith(poster);
  await page.getByText("I'm buying for a company").click();
  // The right check digits, and of no company.
  await shopper.companyField('VAT number').fill('DE136695976');
  if (shopper.scripted) await shopper.companyField('VAT number').press('Tab');
  else await page.getByRole('button', { name: 'Check VAT number' }).click();
  await expect(page.getByText("This VAT number isn't valid, so we have to charge VAT.")).toBeVisible();
  await expect(shopper.payButton).toHaveText(`Pay ${euros(2390)}`);
});
