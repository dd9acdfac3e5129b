import { type Page } from '@playwright/test';

import { hold } from '../support/network';
import { euros, poster } from '../support/products';
import { addressInGermany, type Shopper } from '../support/shopper';
import { expect, test } from '../support/test';

const field = (page: Page) => page.getByLabel('Discount code');
const total = (page: Page) => page.locator('.pn-basket__total strong');
const reduced = poster.price * 0.9;

/** Enters a code in the basket. */
async function enters(shopper: Shopper, code: string) {
  const { page } = shopper;
  await shopper.unfolds('Have a code?');
  await field(page).fill(code);
  const answered = shopper.saved('basket/code');
  await page.getByRole('button', { name: 'Apply' }).click();
  await answered;
}

test('a code takes its share off, goes along to the order, and is in its total', async ({ page, shopper }) => {
  await shopper.alreadyHas(poster);
  await shopper.opens('/basket');
  // As people copy it.
  await enters(shopper, ' welcome-10 ');
  await expect(page.locator('#code')).toHaveText('Code WELCOME10');
  await expect(total(page)).toHaveText(euros(reduced));
  await expect(shopper.line(poster).locator('s')).toHaveText(/Old price\s+€19\.00/);
  if (shopper.scripted) await expect(page.locator('#code-apply')).toBeFocused();

  await shopper.goesToCheckout();
  const summary = page.getByRole('complementary', { name: 'Order summary' });
  await expect(summary).toContainText(`−${euros(poster.price - reduced)}`);
  await expect(field(page)).toHaveValue('WELCOME10');
  await shopper.answers({ 'Email address': shopper.email, ...addressInGermany });
  await expect(shopper.payButton).toHaveText(`Pay ${euros(reduced + 490)}`);
  await shopper.pays();
  await shopper.paysBy();
  const order = page.locator('.pn-order__lines');
  await expect(order).toContainText(euros(reduced + 490));
  await expect(order).toContainText(/WELCOME10/);
});

test('a code that was applied can be removed', { tag: '@desktop' }, async ({ page, shopper }) => {
  await shopper.alreadyHas(poster);
  await shopper.opens('/basket');
  await enters(shopper, 'WELCOME10');
  await expect(total(page)).toHaveText(euros(reduced));
  const removed = shopper.saved('basket/code');
  await page.getByRole('button', { name: 'Remove code WELCOME10' }).click();
  await removed;
  await expect(total(page)).toHaveText(euros(poster.price));
  await expect(page.locator('s')).toHaveCount(0);
  if (shopper.scripted) await expect(page.locator('summary', { hasText: 'Have a code?' })).toBeFocused();
});

test('a wrong code is refused beside its field, and changes nothing', async ({ page, shopper }) => {
  await shopper.alreadyHas(poster);
  await shopper.opens('/basket');
  await enters(shopper, 'NO-SUCH-CODE');
  await expect(field(page)).toBeVisible();
  await expect(field(page)).toHaveAttribute('aria-invalid', 'true');
  await expect(field(page)).toHaveAccessibleDescription(/code/i);
  await expect(total(page)).toHaveText(euros(poster.price));
  if (shopper.scripted) {
    await expect(field(page)).toHaveValue('NO-SUCH-CODE');
    await expect(page.getByRole('button', { name: 'Apply' })).toBeFocused();
    await expect(page.locator('#pn-basket-status')).toHaveText(/code/i);
  } else {
    await expect(field(page)).toBeFocused();
  }
});

test('at the checkout a wrong code is in the list of errors, and a right one in the total', async ({ page, shopper }) => {
  await shopper.isAtCheckoutWith(poster);
  await shopper.answers({ 'Email address': shopper.email, ...addressInGermany });
  const apply = async (code: string, button: string) => {
    await shopper.unfolds('Have a code?');
    await field(page).fill(code);
    const answered = shopper.saved('checkout');
    await page.getByRole('button', { name: button, exact: true }).click();
    await answered;
  };
  await apply('NO-SUCH-CODE', 'Apply');
  await expect(field(page)).toHaveAttribute('aria-invalid', 'true');
  await page.getByRole('alert').filter({ hasText: 'Please check the following' }).getByRole('link').first().click();
  await expect(field(page)).toBeFocused();
  await expect(shopper.payButton).toHaveText(`Pay ${euros(poster.price + 490)}`);
  await expect(shopper.field('City')).toHaveValue('Berlin');

  await apply('WELCOME10', 'Apply');
  await expect(shopper.payButton).toHaveText(`Pay ${euros(reduced + 490)}`);
  await expect(field(page)).toBeVisible();
  await apply('', 'Update');
  await expect(shopper.payButton).toHaveText(`Pay ${euros(poster.price + 490)}`);
  await expect(shopper.field('City')).toHaveValue('Berlin');
});

test('three prints for two: the third is struck, in the basket and in the total', async ({ page, shopper }) => {
  await shopper.alreadyHas(poster, 3);
  await shopper.opens('/basket');
  await expect(shopper.line(poster).locator('s')).toHaveText(/€57\.00/);
  await expect(total(page)).toHaveText(euros(2 * poster.price));
});

test.describe('with JavaScript', { tag: ['@script', '@desktop'] }, () => {
  test('a basket with a discount shows no total but that of the store', async ({ page, shopper }) => {
    await shopper.alreadyHas(poster);
    await shopper.opens('/basket');
    await enters(shopper, 'WELCOME10');
    await expect(total(page)).toHaveText(euros(reduced));
    const held = await hold(page, '**/pannier/basket/quantity');
    const quantity = page.getByLabel(/^Quantity of .*Dunes/);
    await quantity.fill('2');
    await quantity.press('Tab');
    await expect(total(page)).toHaveText(euros(reduced));
    await held.letGo();
    await expect(total(page)).toHaveText(euros(2 * reduced));
  });

  test('what is open and typed stays so while the page changes around it', async ({ page, shopper }) => {
    await shopper.alreadyHas(poster);
    await shopper.opens('/basket');
    await shopper.unfolds('Have a code?');
    await field(page).fill('WELC');
    const quantity = page.getByLabel(/^Quantity of .*Dunes/);
    await quantity.fill('2');
    const saved = shopper.saved('basket/quantity');
    await field(page).focus();
    await saved;
    await expect(shopper.line(poster)).toContainText(euros(2 * poster.price));
    await expect(field(page)).toBeVisible();
    await expect(field(page)).toBeFocused();
    await expect(field(page)).toHaveValue('WELC');
  });

  test('at the checkout each disclosure keeps its own state', async ({ page, shopper }) => {
    await shopper.isAtCheckoutWith(poster);
    await shopper.unfolds('Have a code?');
    await page.getByRole('radio', { name: /Pick-up/ }).check();
    await expect(shopper.payButton).toHaveText(`Pay ${euros(poster.price)}`);
    await expect(field(page)).toBeVisible();
    for (const id of ['glance', 'company']) await expect(page.locator(`#${id}[open]`)).toHaveCount(0);
  });
});
