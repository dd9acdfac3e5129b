import { type Page, type Route } from '@playwright/test';

import { download, euros, poster, ticket } from '../support/products';
import { hold } from '../support/network';
import { type Shop } from '../support/shop';
import { addressInGermany, Shopper } from '../support/shopper';
import { expect, openShop, test } from '../support/test';

const noConnection = 'No connection. Nothing was lost';
const disconnected = /ERR_INTERNET_DISCONNECTED|ERR_CONNECTION_(REFUSED|RESET|CLOSED)|ERR_EMPTY_RESPONSE|ERR_FAILED/;

/** Buys two seats from the first page to the last, without the islands. */
async function buysByForms(page: Page) {
  const shopper = new Shopper(page, false);
  await shopper.adds(ticket);
  const quantity = page.getByLabel(/^Quantity of/);
  await quantity.fill('2');
  await page.getByRole('button', { name: 'Update' }).click();
  await expect(shopper.widget).toContainText(euros(2 * 2400));
  await shopper.goesToCheckout();
  await shopper.payButton.click();
  await expect(page.getByText('Please check the following')).toBeVisible();
  await shopper.answers({ 'Email address': shopper.email });
  await shopper.pays();
  await shopper.paysBy();
}

test.describe('every form works while the script', { tag: ['@script', '@desktop'] }, () => {
  const ends: Record<string, (route: Route) => unknown> = {
    'is blocked': (route) => route.abort('blockedbyclient'),
    'does not come': () => new Promise(() => {}),
    'is broken': (route) => route.fulfill({ contentType: 'application/wasm', body: Buffer.from('\0asm\x01\0\0\0 and no more') }),
  };
  for (const [end, handle] of Object.entries(ends)) {
    test(end, async ({ page, consoleErrors }) => {
      consoleErrors.allow(/ERR_BLOCKED_BY_CLIENT|Failed to fetch|CompileError|WebAssembly/);
      await page.route('**/*.wasm', handle);
      await buysByForms(page);
    });
  }

  test('has died', async ({ page, shopper, consoleErrors }) => {
    consoleErrors.allow(/RuntimeError/);
    // A panic, as the page sees it.
    const dies = () => page.evaluate(() => void dispatchEvent(new ErrorEvent('error', { error: new WebAssembly.RuntimeError('unreachable') })));
    await shopper.alreadyHas(ticket);
    await shopper.opens('/basket');
    await dies();
    await page.getByLabel(/^Quantity of/).fill('2');
    await page.getByRole('button', { name: 'Update' }).click();
    await expect(shopper.widget).toContainText(euros(2 * 2400));
    await shopper.goesToCheckout();
    await dies();
    await shopper.answers({ 'Email address': shopper.email });
    const asked = page.waitForRequest('**/pannier/checkout');
    await shopper.pays();
    expect((await asked).isNavigationRequest(), 'the browser has posted the form').toBe(true);
  });

  test('is late, and what was typed before it came is there after it', async ({ page, shopper }) => {
    await page.goto(poster.page);
    const late = await hold(page, '**/*.wasm');
    await page.goto(poster.page);
    await shopper.offer(poster).getByLabel('Quantity').fill('3');
    await late.letGo();
    await shopper.waitsForIslands();
    await expect(shopper.offer(poster).getByLabel('Quantity')).toHaveValue('3');
    const saved = shopper.saved('basket/add');
    await shopper.offer(poster).getByRole('button', { name: 'Add to basket' }).click();
    await saved;
    await expect(shopper.widget).toHaveAccessibleName('Basket, 3 items');

    const later = await hold(page, '**/*.wasm');
    await page.goto('/checkout');
    await shopper.answers({ 'Email address': shopper.email, ...addressInGermany });
    await later.letGo();
    await shopper.waitsForIslands();
    await expect(shopper.field('City')).toHaveValue('Berlin');
    await shopper.pays();
  });

  test('is late, and the page takes what was chosen before it came', async ({ page, shopper }) => {
    await shopper.alreadyHas(poster);
    const late = await hold(page, '**/*.wasm');
    await page.goto('/basket');
    await page.getByLabel(/^Quantity of/).fill('2');
    await late.letGo();
    await expect(shopper.widget).toHaveAccessibleName('Basket, 2 items');

    const later = await hold(page, '**/*.wasm');
    await page.goto('/checkout');
    await shopper.answers({ 'Email address': shopper.email });
    await shopper.field('Country').selectOption({ label: 'United Kingdom' });
    await later.letGo();
    await expect(shopper.field('Postcode')).toBeVisible();
    await expect(shopper.field('Country').locator('option:checked')).toHaveText('United Kingdom');
    await expect(shopper.field('Email address')).toHaveValue(shopper.email);
  });
});

test.describe('without a connection', { tag: ['@script', '@desktop'] }, () => {
  test.beforeEach(({ consoleErrors }) => consoleErrors.allow(disconnected));

  test('a product that could not be added can be added later', async ({ page, context, shopper }) => {
    await shopper.opens(poster.page);
    await shopper.offer(poster).getByLabel('Quantity').fill('2');
    await context.setOffline(true);
    await shopper.offer(poster).getByRole('button', { name: 'Add to basket' }).click();
    await expect(shopper.message(noConnection)).toBeVisible();
    await expect(shopper.widget).toHaveAccessibleName('Basket, empty');
    await expect(shopper.offer(poster).getByLabel('Quantity')).toHaveValue('2');
    await context.setOffline(false);
    await shopper.offer(poster).getByRole('button', { name: 'Add to basket' }).click();
    await expect(shopper.widget).toContainText(euros(2 * 1900));
    await expect(page.getByText(noConnection)).toHaveCount(0);
  });

  test('a quantity stays as it was typed, counts for nothing yet, and is saved once there is one', async ({ page, context, shopper }) => {
    await shopper.alreadyHas(poster);
    await shopper.alreadyHas(ticket);
    await shopper.opens('/basket');
    await context.setOffline(true);
    const quantity = page.getByLabel(/^Quantity of .*Dunes/);
    await quantity.fill('2');
    await quantity.press('Tab');
    await expect(page.getByRole('alert').filter({ hasText: noConnection })).toBeVisible();
    await expect(quantity).toHaveValue('2');
    await expect(shopper.line(poster)).toContainText(euros(1900));
    await expect(shopper.widget).toHaveAccessibleName('Basket, 2 items');
    await context.setOffline(false);
    await expect(shopper.line(poster)).toContainText(euros(2 * 1900));
    await expect(page.getByRole('alert').filter({ hasText: noConnection })).toHaveCount(0);
    await expect(quantity).toHaveValue('2');
    expect(await shopper.piecesInTheStore()).toBe(3);
  });

  test('the checkout keeps what is typed and chosen, and goes on once there is one', async ({ page, context, shopper }) => {
    await shopper.isAtCheckoutWith(poster);
    await shopper.answers({ 'Email address': shopper.email, 'Full name': 'Ada Lovelace' });
    await context.setOffline(true);
    await shopper.field('Country').selectOption({ label: 'United Kingdom' });
    await expect(page.getByRole('alert').filter({ hasText: noConnection })).toBeInViewport();
    await shopper.answers({ Address: '12 Dorset Street' });
    await context.setOffline(false);
    await expect(shopper.field('Postcode')).toBeVisible();
    await expect(shopper.field('Country').locator('option:checked')).toHaveText('United Kingdom');
    for (const [label, text] of Object.entries({ 'Email address': shopper.email, 'Full name': 'Ada Lovelace', Address: '12 Dorset Street' })) {
      await expect(shopper.field(label)).toHaveValue(text);
    }
  });

  test('"Pay" stays on the page, says so, and pays once there is one', async ({ page, context, shopper }) => {
    await shopper.isReadyToPayFor(poster);
    await context.setOffline(true);
    await shopper.payButton.click();
    await expect(page.getByRole('alert').filter({ hasText: noConnection })).toBeInViewport();
    await expect(shopper.field('City')).toHaveValue('Berlin');
    await expect(shopper.payButton).not.toHaveAttribute('aria-disabled');
    await context.setOffline(false);
    await shopper.pays();
    expect(await shopper.paysBy(), 'one order').toBeGreaterThan(0);
  });

  test('an order that waits can be resumed later', async ({ page, context, shopper }) => {
    const gateway = await shopper.ordersUpToPayment(download);
    await shopper.leavesTheGateway();
    await context.setOffline(true);
    await page.getByRole('button', { name: 'Resume payment' }).click();
    await expect(page.getByRole('alert').filter({ hasText: noConnection })).toBeVisible();
    await context.setOffline(false);
    await page.getByRole('button', { name: 'Resume payment' }).click();
    await expect(page).toHaveURL(gateway);
  });
});

test('without JavaScript, the way back from the browser\'s own "no connection" finds the form filled in', { tag: ['@plain', '@desktop'] }, async ({ page, context, shopper, consoleErrors }) => {
  consoleErrors.allow(disconnected);
  await shopper.isReadyToPayFor(poster);
  await context.setOffline(true);
  await shopper.payButton.click({ noWaitAfter: true });
  await expect(page).toHaveURL(/chrome-error/);
  await context.setOffline(false);
  await page.goBack();
  await expect(shopper.field('City')).toHaveValue('Berlin');
  await shopper.pays();
});

/** Tests with a shop of their own, which they stop and start. */
const restarting = test.extend<object, { shop: Shop }>({ shop: [openShop(), { scope: 'worker' }] });

restarting.describe('a shop that restarts', { tag: '@desktop' }, () => {
  restarting('is not noticed between typing and paying', async ({ shop, shopper, consoleErrors }) => {
    // Saving the input may find the shop stopped.
    consoleErrors.allow(disconnected);
    await shopper.isReadyToPayFor(poster);
    await shop.stop('SIGKILL');
    await shop.start();
    await shopper.pays();
    await shopper.paysBy();
  });

  restarting('is waited for while something is chosen and paid', { tag: '@script' }, async ({ page, shop, shopper, consoleErrors }) => {
    consoleErrors.allow(disconnected);
    await shopper.isReadyToPayFor(poster);
    await shop.stop();
    await page.getByRole('radio', { name: /Pick-up/ }).check();
    await expect(page.getByRole('alert').filter({ hasText: noConnection })).toBeVisible();
    await shopper.payButton.click();
    await expect(shopper.payButton).not.toHaveAttribute('aria-disabled');
    await expect(page.getByRole('alert').filter({ hasText: noConnection })).toHaveCount(1);
    await shop.start();
    await expect(shopper.payButton).toHaveText(`Pay ${euros(1900)}`, { timeout: 30_000 });
    await expect(page.getByText(noConnection)).toHaveCount(0);
    await expect(shopper.field('City')).toHaveValue('Berlin');
    await shopper.pays();
  });
});
