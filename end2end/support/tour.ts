import { expect } from '@playwright/test';

import { compactDisc, download, fewLeft, largePoster, poster, ticket } from './products';
import { type Shopper } from './shopper';

/** Called at every stop, with its name. */
export type Visit = (stop: string) => Promise<void>;

/** The pages that do not depend on the session. */
export const catalogue = {
  home: '/',
  records: '/albums',
  record: '/albums/blue-hour',
  prints: '/posters',
  print: '/posters/dunes',
  'print, sold out in one size': '/posters/the-bend',
  evenings: '/tickets',
  evening: '/tickets/blue-hour-recital',
  'evening, sold out': '/tickets/choir-by-candlelight',
  things: '/products',
  'thing with options': '/products/rope-works-mug',
  thing: '/products/tide-table-cards',
  about: '/about',
  'home, in German': '/de',
  'record, in German': '/de/albums/blue-hour',
  'thing, in German': '/de/products/rope-works-mug',
};

export async function tourOfTheCatalogue(shopper: Shopper, visit: Visit) {
  for (const [stop, path] of Object.entries(catalogue)) {
    await shopper.opens(path);
    await visit(stop);
  }
}

/** Visits every page and state on the way to an order, and its dead ends. */
export async function tourOfAnOrder(shopper: Shopper, visit: Visit) {
  const { page } = shopper;
  await shopper.opens('/basket');
  await visit('basket, empty');
  for (const product of [download, poster, largePoster, ticket]) await shopper.alreadyHas(product);
  await shopper.adds(fewLeft);
  await visit(shopper.scripted ? 'evening, just added' : 'basket, just added');
  await shopper.opens('/basket');
  await visit('basket');
  const removed = shopper.saved('basket/remove');
  await page.getByRole('button', { name: /^Remove .*The Late Set/ }).click();
  await removed;
  await expect(page.getByRole('button', { name: 'Undo' })).toBeVisible();
  await visit('basket, a line removed');

  await shopper.goesToCheckout();
  await visit('checkout');
  await shopper.opens('/de/checkout');
  await visit('checkout, in German');
  await shopper.opens('/checkout');
  await shopper.payButton.click();
  await expect(page.getByText('Please check the following')).toBeVisible();
  await visit('checkout, with errors');
  await shopper.opens('/checkout');
  await shopper.answers({
    'Email address': shopper.email,
    'Full name': 'Ada Lovelace',
    Address: 'Invalidenstraße 43',
    'Postal code': '10115',
    City: 'Berlin',
  });
  await shopper.pays();
  await visit('gateway');
  const gateway = page.url();
  await shopper.leavesTheGateway();
  await visit('order, waiting');
  await shopper.opens('/basket');
  await visit('basket, payment under way');

  await page.goto(gateway);
  await shopper.decides('Approve the payment');
  await shopper.seesOrder(/is paid/);
  await shopper.waitsFor(page.getByRole('link', { name: /^Download/ }));
  await visit('order, paid');
  const address = (await page.getByRole('link', { name: /^Download/ }).getAttribute('href')) ?? '';
  // By request, since a download does not navigate the page.
  expect((await page.request.get(address)).ok()).toBe(true);
  await shopper.opens(page.url());
  await expect(page.getByText('Interrupted? Try again now')).toBeVisible();
  await visit('order, a download begun');
  const order = page.url();
  await page.goto(gateway);
  await visit('gateway, approved');
  await shopper.opens(order);
  await page.getByRole('main').getByRole('link', { name: 'Withdraw from contract here' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Withdraw from contract' })).toBeVisible();
  await visit('withdrawal, of an order');
  await shopper.opens('/withdraw');
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page.getByText('Please check the following')).toBeVisible();
  await visit('withdrawal, with errors');
  await shopper.answers({ 'Order number': '1', 'Full name': 'Ada Lovelace', 'Email address': shopper.email, 'Which items': 'The print' });
  await page.getByRole('button', { name: 'Continue' }).click();
  await expect(page.getByRole('button', { name: 'Confirm withdrawal' })).toBeVisible();
  await visit('withdrawal, to confirm');
  await page.getByRole('button', { name: 'Confirm withdrawal' }).click();
  await expect(page.getByRole('heading', { name: "We've received your withdrawal" })).toBeVisible();
  await visit('withdrawal, received');

  await shopper.ordersUpToPayment(compactDisc);
  await shopper.decides('Decline');
  await shopper.seesOrder(/was not paid/);
  await visit('order, declined');

  for (const [stop, path] of [
    ['order, unknown', '/order/nobody-knows-this-one'],
    ['download, unknown', '/download/nobody-knows-this-one'],
    ['not found', '/nothing-is-here'],
  ]) {
    await shopper.opens(path);
    await visit(stop);
  }
}
