import { compactDisc, download, euros, largePoster, manyLeft, poster } from '../support/products';
import { addressInGermany } from '../support/shopper';
import { expect, test } from '../support/test';

test('products that ship in two ways are two parcels, chosen, paid and followed one by one', async ({ page, shop, shopper }) => {
  await shopper.isAtCheckoutWith(poster, largePoster, compactDisc, download);
  await shopper.answers({ 'Email address': shopper.email, ...addressInGermany });

  const flat = page.getByRole('group', { name: 'Shipping, parcel 1 of 2' });
  const rolled = page.getByRole('group', { name: 'Shipping, parcel 2 of 2' });
  await expect(flat).toContainText('Dunes at Marram Point (print, A3), Ilse Maren – Blue Hour (CD)');
  await expect(rolled).toContainText('Dunes at Marram Point (print, 50 × 70)');
  const products = poster.price + largePoster.price + compactDisc.price + download.price;
  // The first option of each parcel is preselected, and its price is in the total.
  await expect(flat.getByRole('radio', { name: /Standard/ })).toBeChecked();
  await expect(rolled.getByRole('radio', { name: /Rolled, in a tube/ })).toBeChecked();
  await expect(shopper.payButton).toHaveText(`Pay ${euros(products + 490 + 690)}`);

  await rolled.getByRole('radio', { name: /Pick-up/ }).check();
  if (!shopper.scripted) await rolled.getByRole('button', { name: 'Update total' }).click();
  await expect(shopper.payButton).toHaveText(`Pay ${euros(products + 490)}`);
  await expect(flat.getByRole('radio', { name: /Standard/ })).toBeChecked();
  await expect(shopper.field('City')).toHaveValue('Berlin');
  await shopper.pays();
  const number = String(await shopper.paysBy());

  for (const list of ['Your parcels', 'Order summary']) {
    const section = page.locator('section', { has: page.getByRole('heading', { name: list }) });
    await expect(section.getByText('Parcel 1 of 2: Standard')).toBeVisible();
    await expect(section.getByText('Parcel 2 of 2: Pick-up at the shop in Berlin')).toBeVisible();
  }

  const tracked = ['--carrier', 'DHL', '--tracking', '0034', '--url', 'https://carrier.example/0034'];
  await shop.runs('shipment', 'mark-sent', number, '1', ...tracked);
  await shop.runs('shipment', 'mark-sent', number, '2');
  await page.reload();
  await expect(page.getByText('On its way', { exact: true })).toBeVisible();
  await expect(page.getByText(/^Ready/)).toBeVisible();
  await expect(page.getByRole('link', { name: 'Track your parcel 1' })).toHaveAttribute('href', 'https://carrier.example/0034');
  await expect
    .poll(async () => (await shop.mailsTo(shopper.email)).map((mail) => mail.text).filter((text) => text.includes('0034')).length)
    .toBe(1);
});

test('an order to a country where one of two parcels cannot go says which', { tag: '@desktop' }, async ({ page, shopper }) => {
  for (let pile = 0; pile < 3; pile++) await shopper.alreadyHas(manyLeft, 10);
  await shopper.isAtCheckoutWith(largePoster);
  await shopper.field('Country').selectOption({ label: 'Norway' });
  if (!shopper.scripted) await page.getByRole('button', { name: 'Update for this country' }).click();
  await expect(page.getByRole('group', { name: 'Shipping, parcel 1 of 2' })).toContainText("We can't ship these items to this address.");
  await expect(page.getByRole('group', { name: 'Shipping, parcel 2 of 2' }).getByRole('radio')).toHaveCount(1);
});
