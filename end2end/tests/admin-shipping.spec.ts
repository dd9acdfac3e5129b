import { answered, expect, once, test as base } from '../support/admin';
import { mug } from '../support/products';
import type { Shop } from '../support/shop';
import { Shopper } from '../support/shopper';
import { openShop } from '../support/test';

// A shop of its own, which ships for other prices afterwards.
const test = base.extend<object, { shop: Shop }>({ shop: [openShop(), { scope: 'worker' }] });

test('what the owner says of shipping is what the checkout offers', once, async ({ page, desk, newPage, consoleErrors }) => {
  consoleErrors.allow(answered(422));
  const shopper = new Shopper(await newPage(), false);
  const option = (name: RegExp) => shopper.page.getByRole('radio', { name });
  await shopper.isAtCheckoutWith(mug);
  await expect(option(/^Standard.*€4\.90/)).toBeChecked();
  await desk.signsIn('owner');

  await test.step('a price', async () => {
    await page.getByRole('navigation', { name: 'Admin' }).getByRole('link', { name: 'Shipping' }).click();
    await expect(desk.heading('Shipping')).toBeVisible();
    await desk.rows.getByRole('link', { name: 'Standard', exact: true }).click();
    await desk.fills({ 'Price (EUR)': '5,20', 'Countries (optional)': 'DE, Austria' });
    await desk.presses('Save');
    await expect(desk.field('Countries (optional)')).toHaveAccessibleDescription(/Enter the two letters of each country/);
    await desk.fills({ 'Countries (optional)': 'de at' });
    await desk.presses('Save');
    await desk.reads('Your changes are saved.');
    await expect(desk.field('Price (EUR)')).toHaveValue('5.20');
    await expect(desk.field('Countries (optional)')).toHaveValue('DE, AT');
    await shopper.opens('/checkout');
    await expect(option(/^Standard.*€5\.20/)).toBeChecked();
  });

  await test.step('the place to pick up', async () => {
    await page.goto('/admin/products/shipping/pick-up');
    await desk.does('Retire');
    await shopper.opens('/checkout');
    await expect(option(/Pick-up/)).toHaveCount(0);
    await page.goto('/admin/products/shipping/new');
    await desk.fills({
      'Name, as the checkout shows it (English)': 'Pick-up at the harbor',
      'Address of the pick-up place (optional)': 'Pier 1, Vesper',
      'Price (EUR)': '0',
    });
    await desk.field("What it's for").selectOption('pick-up');
    await desk.presses('Save and use');
    await desk.reads('It is saved.');
    await shopper.opens('/de/checkout');
    await expect(option(/^Standardversand.*5,20/)).toBeVisible();
    await shopper.opens('/checkout');
    await expect(option(/^Pick-up at the harbor, Pier 1, Vesper.*Free/)).toBeVisible();
  });
});
