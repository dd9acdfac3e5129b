import { type Page } from '@playwright/test';

import { expectAccessible } from '../support/accessibility';
import { download, euros, poster } from '../support/products';
import type { Shop } from '../support/shop';
import { addressInGermany } from '../support/shopper';
import { expect, openShop, test as base } from '../support/test';

// Nothing listens on this port: no VAT number can be checked.
const settings = { PANNIER_VAT: 'oss', PANNIER_COUNTRY: 'DE', PANNIER_VIES_URL: 'http://127.0.0.1:9' };
const test = base.extend<object, { shop: Shop }>({ shop: [openShop(settings), { scope: 'worker' }] });

/** The row of the sums with this label, at the checkout or on an order's page. */
const row = (page: Page, label: string | RegExp) => page.locator('.pn-totals > div').filter({ has: page.getByText(label) });

/** The tax in a price that includes it. */
const included = (price: number, percent: number) => euros(Math.round((price * percent) / (100 + percent)));

test('a consumer in Germany sees the tax in the total, and on the order', async ({ page, shopper }) => {
  await shopper.isReadyToPayFor(poster);
  const total = poster.price + 490;
  await expect(shopper.payButton).toHaveText(`Pay ${euros(total)}`);
  await expect(row(page, 'incl. 19% VAT')).toContainText(included(total, 19));
  if (shopper.scripted) await expectAccessible(page, 'checkout, with taxes');
  await shopper.pays();
  await shopper.paysBy();
  await expect(row(page, 'incl. 19% VAT')).toContainText(included(total, 19));
});

test('a company in the Netherlands is charged tax as long as its VAT number cannot be checked', async ({ page, shopper }) => {
  await shopper.isAtCheckoutWith(poster);
  await shopper.livesIn('Netherlands');
  await shopper.answers({ ...addressInGermany, 'Email address': shopper.email, Address: 'Keizersgracht 1', 'Postal code': '1015 CJ', City: 'Amsterdam' });
  await expect(row(page, 'incl. 21% VAT')).toBeVisible();
  const total = await shopper.payButton.textContent();

  await shopper.unfolds("I'm buying for a company");
  await shopper.companyField('Company name').fill('Example B.V.');
  const number = shopper.companyField('VAT number');
  await number.fill('NL 0044.95.445.B01');
  const answered = shopper.saved('checkout');
  if (shopper.scripted) await number.press('Tab');
  else await page.getByRole('button', { name: 'Check VAT number' }).click();
  await answered;
  await expect(number).toHaveAccessibleDescription(/We'll check it again later/);
  await expect(shopper.companyField('Company name')).toHaveValue('Example B.V.');
  await expect(shopper.field('City')).toHaveValue('Amsterdam');
  await expect(row(page, 'incl. 21% VAT')).toBeVisible();
  await expect(shopper.payButton).toHaveText(total ?? '');
  if (shopper.scripted) await expectAccessible(page, 'checkout of a company');
  await shopper.pays();
  await shopper.paysBy();
  const order = page.locator('.pn-order__lines');
  for (const part of ['NL004495445B01', "We'll check it again later", 'Example B.V.', 'incl. 21% VAT']) await expect(order).toContainText(part);
});

test('a VAT number that cannot be one is refused beside its field', { tag: '@desktop' }, async ({ page, shopper }) => {
  await shopper.isReadyToPayFor(poster);
  await shopper.unfolds("I'm buying for a company");
  await shopper.companyField('VAT number').fill('NL12');
  await shopper.agrees();
  await shopper.payButton.click();
  await expect(page.getByRole('alert').filter({ hasText: 'Please check the following' })).toBeVisible();
  const number = shopper.companyField('VAT number');
  await expect(number).toBeVisible();
  await expect(number).toHaveAttribute('aria-invalid', 'true');
  await expect(number).toHaveValue('NL12');
});

test('a company that buys a download is asked for a billing address', { tag: '@desktop' }, async ({ page, shopper }) => {
  await shopper.isReadyToPayFor(download);
  await shopper.unfolds("I'm buying for a company");
  await shopper.companyField('Company name').fill('Beispiel GmbH');
  await shopper.agrees();
  await shopper.payButton.click();
  const city = shopper.companyField('City');
  await expect(city).toHaveAttribute('aria-invalid', 'true');
  await expect(city).toHaveAccessibleDescription(/Enter your city/);
  await expect(shopper.companyField('Company name')).toHaveValue('Beispiel GmbH');
  for (const [label, answer] of Object.entries(addressInGermany)) await shopper.companyField(label).fill(answer);
  await shopper.pays();
  await shopper.paysBy();
  for (const part of ['Beispiel GmbH', 'Invalidenstraße 43']) await expect(page.locator('.pn-order__lines')).toContainText(part);
});

test('a buyer of a download in France says no more than the country, and pays the tax there', async ({ page, shopper }) => {
  await shopper.isAtCheckoutWith(download);
  await shopper.answers({ 'Email address': shopper.email });
  for (const label of ['Full name', 'Address', 'City']) await expect(shopper.field(label)).toHaveCount(0);
  await expect(page.getByRole('group', { name: 'Shipping' })).toHaveCount(0);
  await shopper.livesIn('France');
  await expect(row(page, 'incl. 20% VAT')).toContainText(included(download.price, 20));
  await expect(shopper.payButton).toHaveText(`Pay ${euros(download.price)}`);
  await expect(shopper.field('Email address')).toHaveValue(shopper.email);
  await shopper.pays();
  await shopper.paysBy();
  await expect(row(page, 'incl. 20% VAT')).toBeVisible();
});

test('a buyer of a print in Switzerland pays the listed price, as an export', async ({ page, shopper }) => {
  await shopper.isAtCheckoutWith(poster);
  await shopper.livesIn('Switzerland');
  await shopper.answers({ ...addressInGermany, 'Email address': shopper.email, 'Postal code': '8001', City: 'Zürich' });
  await expect(row(page, 'VAT-exempt export')).toContainText(euros(0));
  await expect(row(page, 'Subtotal')).toContainText(euros(poster.price));
  await shopper.pays();
  await shopper.paysBy();
  await expect(row(page, 'VAT-exempt export')).toBeVisible();
});

test('prices say what they include', { tag: '@desktop' }, async ({ page, shopper }) => {
  await shopper.opens(poster.page);
  await expect(page.getByText('incl. VAT').first()).toBeVisible();
});
