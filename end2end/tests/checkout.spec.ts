import { download, euros, poster } from '../support/products';
import { hold } from '../support/network';
import { addressInGermany } from '../support/shopper';
import { expect, test } from '../support/test';

test('errors are shown beside each field, and what was typed stays', async ({ page, shopper }) => {
  await shopper.adds(poster);
  await shopper.goesToCheckout();
  await shopper.answers({ 'Full name': 'Ada Lovelace', 'Postal code': '101' });
  await shopper.agrees();
  await shopper.payButton.click();

  for (const [label, error] of [
    ['Email address', /Enter your email address/],
    ['Address', /Enter your address/],
    ['City', /Enter your city/],
    ['Postal code', /should look like \d{5}/],
  ] as const) {
    await expect(shopper.field(label)).toHaveAttribute('aria-invalid', 'true');
    await expect(shopper.field(label)).toHaveAccessibleDescription(error);
  }
  await expect(shopper.field('Full name')).not.toHaveAttribute('aria-invalid', 'true');
  await expect(shopper.field('Full name')).toHaveValue('Ada Lovelace');
  await expect(shopper.field('Postal code')).toHaveValue('101');
  // The error summary is announced, and each of its entries links to a field.
  const summary = page.getByRole('alert').filter({ hasText: 'Please check the following' });
  await expect(summary.getByRole('link')).toHaveCount(4);
  await summary.getByRole('link', { name: /Enter your city/ }).click();
  await expect(shopper.field('City')).toBeFocused();
});

test('the list of errors names each field, and a tick that is missing', { tag: '@desktop' }, async ({ page, shopper }) => {
  await shopper.isAtCheckoutWith(poster, download);
  await shopper.answers({ 'Email address': shopper.email, ...addressInGermany, 'Postal code': '101' });
  await shopper.payButton.click();
  const summary = page.getByRole('alert').filter({ hasText: 'Please check the following' });
  await expect(summary.getByRole('link')).toHaveText([/^Check your postal code/, /^Tick this box to continue: .*my download available/]);
  await expect(shopper.consent).toHaveAttribute('aria-invalid', 'true');
});

for (const [country, labels, absent] of [
  ['United States', ['ZIP code', 'State', 'City'], ['Postal code']],
  ['United Kingdom', ['Postcode', 'Town or city'], ['Postal code', 'State', 'County']],
  ['Japan', ['Postal code', 'Prefecture'], ['City']],
  ['Ireland', ['Eircode', 'County'], ['Postal code']],
] as const) {
  test(`an address in ${country} is asked for as it is written there`, { tag: '@desktop' }, async ({ page, shopper }) => {
    await shopper.adds(poster);
    await shopper.goesToCheckout();
    await shopper.answers({ 'Email address': shopper.email, 'Full name': 'Ada Lovelace', Address: '1 Main Street' });
    await shopper.field('Country').selectOption({ label: country });
    if (!shopper.scripted) await page.getByRole('button', { name: 'Update for this country' }).click();
    for (const label of labels) await expect(shopper.field(label)).toBeVisible();
    for (const label of absent) await expect(shopper.field(label)).toHaveCount(0);
    await expect(shopper.field('Country').locator('option:checked')).toHaveText(country);
    await expect(shopper.field('Email address')).toHaveValue(shopper.email);
    await expect(shopper.field('Full name')).toHaveValue('Ada Lovelace');
    await expect(shopper.field('Address')).toHaveValue('1 Main Street');
  });
}

test('an order can be sent abroad', { tag: '@desktop' }, async ({ page, shopper }) => {
  await shopper.adds(poster);
  await shopper.goesToCheckout();
  await shopper.field('Country').selectOption({ label: 'United States' });
  if (!shopper.scripted) await page.getByRole('button', { name: 'Update for this country' }).click();
  await shopper.field('State').selectOption({ label: 'California' });
  await shopper.answers({
    'Email address': shopper.email,
    'Full name': 'Ada Lovelace',
    Address: '1600 Amphitheatre Parkway',
    City: 'Mountain View',
    'ZIP code': '94043',
    // The carrier asks for it overseas.
    'Phone number': '+1 650 253 0000',
  });
  await expect(shopper.payButton).toHaveText(`Pay ${euros(1900 + 1590)}`);
  await shopper.pays();
  await shopper.paysBy();
  await expect(page.getByText('Mountain View, CA 94043')).toBeVisible();
  await expect(page.getByText('+1 650 253 0000')).toBeVisible();
});

test('a basket without parcels asks for no more of an address than its country', { tag: '@desktop' }, async ({ page, shopper }) => {
  await shopper.adds(download);
  await shopper.goesToCheckout();
  await expect(shopper.field('Email address')).toBeVisible();
  for (const label of ['Full name', 'Address']) await expect(shopper.field(label)).toHaveCount(0);
  await expect(page.getByRole('group', { name: 'Shipping' })).toHaveCount(0);
  await expect(shopper.payButton).toHaveText(`Pay ${euros(900)}`);
});

test('the chosen shipping method is the one that is charged', async ({ page, shopper }) => {
  await shopper.adds(poster);
  await shopper.goesToCheckout();
  await shopper.answers({ 'Email address': shopper.email, ...addressInGermany });
  await expect(shopper.payButton).toHaveText(`Pay ${euros(1900 + 490)}`);
  await page.getByRole('radio', { name: /Pick-up/ }).check();
  if (!shopper.scripted) {
    // The total has changed: the page shows the new one, and a second press confirms it.
    await shopper.agrees();
    await shopper.payButton.click();
    await expect(page.getByText(/The total is now €19\.00/).first()).toBeVisible();
  }
  await expect(shopper.payButton).toHaveText(`Pay ${euros(1900)}`);
  await shopper.pays();
  await expect(page.getByText(euros(1900))).toBeVisible();
});

test('a total that has changed in the meantime is shown and confirmed, not charged', { tag: '@desktop' }, async ({ page, shopper }) => {
  await shopper.adds(poster);
  await shopper.goesToCheckout();
  await shopper.answers({ 'Email address': shopper.email, ...addressInGermany });
  await shopper.agrees();

  // In another tab.
  await shopper.alreadyHas(poster);

  await shopper.payButton.click();
  await expect(page.getByText(/The total is now €42\.90/).first()).toBeVisible();
  await expect(shopper.payButton).toHaveText(`Pay ${euros(2 * 1900 + 490)}`);
  await expect(shopper.field('City')).toHaveValue('Berlin');
  await shopper.pays();
  await expect(page.getByText(euros(4290))).toBeVisible();
});

test('an order that is too heavy for a country cannot be paid there', { tag: '@desktop' }, async ({ page, shopper }) => {
  for (let parcel = 0; parcel < 3; parcel++) await shopper.adds(poster, 10);
  await shopper.goesToCheckout();
  await shopper.field('Country').selectOption({ label: 'Australia' });
  if (!shopper.scripted) await page.getByRole('button', { name: 'Update for this country' }).click();
  await expect(page.getByText("We can't ship this order to this address.").first()).toBeVisible();
});

test('browsers can fill in the form (autocomplete)', { tag: '@desktop' }, async ({ shopper }) => {
  await shopper.adds(poster);
  await shopper.goesToCheckout();
  for (const [label, token] of [
    ['Email address', 'email'],
    ['Country', 'shipping country'],
    ['Full name', 'shipping name'],
    ['Company', 'shipping organization'],
    ['Address', 'shipping address-line1'],
    ['Postal code', 'shipping postal-code'],
    ['City', 'shipping address-level2'],
  ]) {
    await expect(shopper.field(label)).toHaveAttribute('autocomplete', token);
  }
  await expect(shopper.field('Email address')).toHaveAttribute('type', 'email');
});

test('without a basket there is no checkout', { tag: '@desktop' }, async ({ page, shopper }) => {
  await shopper.opens('/checkout');
  await expect(page).toHaveURL(/\/basket/);
  await expect(page.getByText('Your basket is empty.').first()).toBeVisible();
});

test.describe('with JavaScript', { tag: ['@script', '@desktop'] }, () => {
  test('the first field that is wrong gets the cursor', async ({ shopper }) => {
    await shopper.adds(poster);
    await shopper.goesToCheckout();
    await shopper.answers({ 'Email address': shopper.email });
    await shopper.payButton.click();
    await expect(shopper.field('Full name')).toBeFocused();
  });

  test('leaving a field says what is wrong with it, and takes it back once it is right', async ({ shopper }) => {
    await shopper.adds(download);
    await shopper.goesToCheckout();
    const email = shopper.field('Email address');
    await email.fill('ada@example');
    await email.press('Tab');
    await expect(email).toHaveAccessibleDescription(/Enter an email address like/);
    await expect(email).toHaveAttribute('aria-invalid', 'true');
    await email.fill('ada@example.com');
    await email.press('Tab');
    await expect(email).not.toHaveAttribute('aria-invalid', 'true');
    await expect(email).not.toHaveAccessibleDescription(/Enter an email address/);
  });

  test('text that is typed while the shop answers stays', async ({ page, shopper }) => {
    await shopper.adds(poster);
    await shopper.goesToCheckout();
    const held = await hold(page, '**/pannier/checkout');
    await shopper.field('Country').selectOption({ label: 'United Kingdom' });
    await shopper.answers({ 'Email address': shopper.email, 'Full name': 'Ada Lovelace' });
    await held.letGo();
    await expect(shopper.field('Postcode')).toBeVisible();
    await expect(shopper.field('Email address')).toHaveValue(shopper.email);
    await expect(shopper.field('Full name')).toHaveValue('Ada Lovelace');
  });

  test('a tick that is set while the page updates stays set', async ({ page, shopper }) => {
    await shopper.isAtCheckoutWith(poster, download);
    const held = await hold(page, '**/pannier/checkout');
    await page.getByRole('radio', { name: /Pick-up/ }).check();
    await shopper.consent.check();
    await held.letGo();
    await expect(shopper.payButton).toHaveText(`Pay ${euros(1900 + 900)}`);
    await expect(shopper.consent).toBeChecked();
  });

  test('a connection that is lost keeps the form, says so, and can be tried again', async ({ page, shopper, consoleErrors }) => {
    consoleErrors.allow(/ERR_INTERNET_DISCONNECTED/);
    await shopper.adds(poster);
    await shopper.goesToCheckout();
    await shopper.answers({ 'Email address': shopper.email, ...addressInGermany });
    await page.route('**/pannier/checkout', (route) => route.abort('internetdisconnected'));
    await page.getByRole('radio', { name: /Pick-up/ }).check();
    await expect(page.getByRole('alert').filter({ hasText: 'No connection' })).toBeVisible();
    await expect(shopper.field('City')).toHaveValue('Berlin');
    await page.unrouteAll();
    await page.getByRole('radio', { name: /Standard/ }).check();
    await page.getByRole('radio', { name: /Pick-up/ }).check();
    await expect(shopper.payButton).toHaveText(`Pay ${euros(1900)}`);
    await shopper.pays();
  });
});

test('an email address that is most likely mistyped is questioned, and not refused', { tag: '@desktop' }, async ({ page, shopper }) => {
  await shopper.adds(download);
  await shopper.goesToCheckout();
  const email = shopper.field('Email address');
  await email.fill('ada@gmial.com');
  if (shopper.scripted) {
    await email.press('Tab');
    const question = page.getByRole('button', { name: 'Did you mean ada@gmail.com?' });
    await expect(question).toBeVisible();
    await question.click();
    await expect(email).toHaveValue('ada@gmail.com');
    await expect(email).toBeFocused();
    await expect(question).toHaveCount(0);
    await email.fill('ada@gmial.com');
  }
  await shopper.pays();
  await expect(page.getByRole('button', { name: 'Approve the payment' })).toBeVisible();
});
