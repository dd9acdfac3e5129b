import { type Page } from '@playwright/test';

import { download, poster } from '../support/products';
import { type Shopper } from '../support/shopper';
import { cards, expect, test } from './test';

const { good, declined, authenticated } = cards;

async function enters(page: Page, card: string) {
  await page.getByPlaceholder('number').fill(card);
  await page.getByPlaceholder('exp_month').fill('12');
  await page.getByPlaceholder('exp_year').fill('34');
  await page.getByPlaceholder('cvc').fill('123');
}

async function goesToPay(shopper: Shopper) {
  await shopper.isReadyToPayFor(download);
  await expect(shopper.page.getByPlaceholder('number')).toBeVisible();
}

/** Presses "Pay", and answers the 3D Secure dialog. */
async function authenticates(shopper: Shopper, button = 'Complete authentication') {
  await shopper.payButton.click();
  // Not a click: the total, which stays in sight on a phone, can cover localstripe's dialog. Stripe's own covers the page.
  await shopper.page.getByRole('button', { name: button }).dispatchEvent('click');
}

/** Pays on the current page. Returns the order's number. */
async function paysBy(shopper: Shopper, card: string): Promise<number> {
  await enters(shopper.page, card);
  await authenticates(shopper);
  await shopper.seesOrder(/is paid/);
  return shopper.orderNumber();
}

/** Leaves the checkout during the payment, and goes to the order. */
async function leavesInTheMiddle(shopper: Shopper) {
  await goesToPay(shopper);
  await enters(shopper.page, good);
  await shopper.payButton.click();
  await expect(shopper.page.getByRole('button', { name: 'Complete authentication' })).toBeVisible();
  await shopper.page.goto('/checkout');
  await shopper.findsTheOpenOrder();
}

test.beforeEach(async ({ page, stripe }) => stripe.standsInFor(page));

test('a card is charged without leaving the checkout', async ({ shop, shopper }) => {
  await goesToPay(shopper);
  await paysBy(shopper, good);
  await expect.poll(async () => (await shop.mailsTo(shopper.email)).length).toBe(1);
});

test('a declined card says why, and another card pays the same order', async ({ page, shopper, consoleErrors }) => {
  test.slow();
  consoleErrors.allow(/402/);
  await goesToPay(shopper);
  await enters(page, declined);
  await authenticates(shopper);
  await expect(page.getByRole('alert').filter({ hasText: 'Your card was declined.' })).toBeVisible();
  await expect(page).toHaveURL(/\/checkout/);
  await expect(shopper.field('Email address')).toHaveValue(shopper.email);

  const number = await paysBy(shopper, good);

  // Order numbers have no gaps: a second order would have taken the next one.
  await goesToPay(shopper);
  expect(await paysBy(shopper, good)).toBe(number + 1);
});

test('3D Secure is failed and passed on the page', async ({ page, shopper }) => {
  await goesToPay(shopper);
  await enters(page, authenticated);
  await authenticates(shopper, 'Fail authentication');
  await expect(page.getByRole('alert').filter({ hasText: 'has failed authentication' })).toBeVisible();
  await authenticates(shopper);
  await shopper.seesOrder(/is paid/);
});

test('a payment that was left in the middle is paid on the order’s page', async ({ page, shopper }) => {
  await leavesInTheMiddle(shopper);
  await expect(page.getByRole('button', { name: 'Start over' })).toBeVisible();

  await paysBy(shopper, good);
});

test('starting over brings the basket back', async ({ page, shopper }) => {
  await leavesInTheMiddle(shopper);
  await page.getByRole('button', { name: 'Start over' }).click();
  await expect(page).toHaveURL(/\/basket/);
  await expect(shopper.line(download)).toBeVisible();
});

test('another shipping method changes the total and keeps the typed card', async ({ page, shopper }) => {
  await shopper.isReadyToPayFor(poster);
  await expect(page.getByPlaceholder('number')).toBeVisible();
  await enters(page, good);
  const before = await shopper.payButton.textContent();
  const saved = shopper.saved('checkout');
  await page.getByText('Tracked parcel').click();
  await saved;
  await expect(shopper.payButton).not.toHaveText(before ?? '');
  await expect(page.getByPlaceholder('number')).toHaveValue(good);
  await authenticates(shopper);
  await shopper.seesOrder(/is paid/);
});

test('the card fields follow the colour scheme of the page', async ({ page, shopper }) => {
  await page.emulateMedia({ colorScheme: 'light' });
  await goesToPay(shopper);
  const number = page.getByPlaceholder('number');
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect(number).toHaveAttribute('data-color', /^#/);
  const night = (await number.getAttribute('data-color')) ?? '';
  await page.emulateMedia({ colorScheme: 'light' });
  await expect(number).not.toHaveAttribute('data-color', night);
});

test('Stripe.js is loaded when Stripe is chosen, and not before', async ({ page, shopper, stripe }) => {
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  await goesToPay(shopper);
  const saved = shopper.saved('checkout');
  await page.getByText('Sandbox', { exact: true }).click();
  await expect(page.getByPlaceholder('number')).toBeHidden();
  await shopper.payButton.click();
  await saved.catch(() => undefined);
  await expect(page.getByText('Sandbox gateway.')).toBeVisible();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await shopper.seesOrder(/was not paid/);
  asked.length = 0;

  await shopper.goesToCheckout();
  await expect(page.getByLabel(/Sandbox/)).toBeChecked();
  expect(asked.filter((url) => url === stripe.script)).toEqual([]);
  await page.getByText('Card', { exact: true }).click();
  await expect(page.getByPlaceholder('number')).toBeVisible();
  expect(asked.filter((url) => url === stripe.script)).toEqual([stripe.script]);
});

test('without Stripe.js the page says so, and other payment choices work', async ({ page, shopper, stripe, consoleErrors }) => {
  consoleErrors.allow(/ERR_FAILED/);
  await page.route(stripe.script, (route) => route.abort());
  await shopper.isAtCheckoutWith(download);
  await expect(page.getByText("We couldn't load the payment fields.")).toBeVisible();
  await page.getByText('Sandbox', { exact: true }).click();
  await shopper.answers({ 'Email address': shopper.email });
  await shopper.pays();
});
