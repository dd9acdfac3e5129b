import { type Locator } from '@playwright/test';

import { type Customers, type Desk, expect } from './admin';
import { type OtherSystem } from './other-system';
import { download, largePoster, poster } from './products';
import { type Visit } from './tour';

/** The orders that the tour needs: one with all that an order can have, one that waits, and one with problems. */
export interface Orders {
  full: number;
  unpaid: number;
  disputed: number;
}

export async function ordersForTheTour(customers: Customers, system: OtherSystem): Promise<Orders> {
  const full = await customers.pays([poster, largePoster, download]);
  const unpaid = await customers.transfers([poster]);
  const email = `disputed.${Math.random().toString(36).slice(2)}@example.com`;
  system.answers(email, 500);
  const disputed = await customers.pays([poster], { 'Email address': email });
  await disputed.shopper.page.goto(disputed.gateway);
  await disputed.shopper.decides('Open a dispute');
  return { full: full.number, unpaid: unpaid.number, disputed: disputed.number };
}

/** Visits every page of the admin and every state of its forms, as an owner, and at the end as a reader. */
export async function tourOfTheAdmin(desk: Desk, { full, unpaid, disputed }: Orders, visit: Visit) {
  const { page, shop } = desk;
  const stopsAt = async (stop: string) => {
    await page.waitForLoadState();
    await visit(stop);
  };
  const opens = async (stop: string, path: string) => {
    await page.goto(`/admin${path}`);
    await visit(stop);
  };
  const follows = async (stop: string, link: Locator) => {
    await link.click();
    await stopsAt(stop);
  };
  const of = (order: number, path = '') => `/orders/${order}${path}`;

  await opens('sign-in', '/sign-in');
  await desk.isAdded('owner');
  await desk.fills({ 'E-mail': desk.email });
  await desk.presses('Send the mail');
  await expect(desk.heading('Check your mail')).toBeVisible();
  await stopsAt('code');
  await desk.fills({ 'Code from the mail': 'no code' });
  await desk.presses('Sign in');
  await expect(desk.main).toContainText('That is not the code.');
  await stopsAt('code, wrong');
  const link = await desk.link();
  await page.goto(link);
  await stopsAt('link');
  await desk.followsLink(link);
  await stopsAt('today');

  await opens('orders', '/orders');
  await opens('orders, none found', '/orders?tab=refunded&q=nobody-has-ordered-this');
  await opens('orders, wrong filter', '/orders?status=lost');
  await opens('refunds that wait, none', '/refunds');
  await opens('orders to mark as sent', `/orders/mark-sent?order=${full}&order=${unpaid}`);
  await opens('orders to mark as sent, none', '/orders/mark-sent');
  await opens('slips', `/orders/slips?order=${full}&order=${unpaid}`);
  await opens('jobs, none', '/jobs');
  await opens('orders to mark as sent, one that cannot be', `/orders/mark-sent?order=${unpaid}`);
  await desk.presses('Mark as sent');
  await expect(desk.fact('State')).toHaveText('Finished', { timeout: 20_000 });
  await stopsAt('job');
  await opens('jobs', '/jobs');

  await opens('order, paid', of(full));
  for (const act of ['refund', 'record-refund', 'correct', 'note', 'end-downloads', 'renew-downloads']) await opens(act, of(full, `/${act}`));
  for (const act of ['mark-sent', 'mark-failed']) await opens(act, of(full, `/parcels/1/${act}`));
  await opens('mark-paid, too late', of(full, '/mark-paid'));
  await opens('refund, not refused yet', of(full, '/refund'));
  await desk.fills({ 'Further amount in EUR': '9999' });
  await desk.presses('Continue');
  await expect(desk.main).toContainText('At most');
  await stopsAt('refund, refused');
  await desk.fills({ 'Further amount in EUR': '5.00' });
  await desk.presses('Continue');
  await stopsAt('refund, checked');
  await desk.presses('Refund');
  await desk.reads('The refund is made. The customer gets a mail.');
  await desk.does('Correct e-mail or address', { City: '', 'E-mail address': 'ada@example' });
  await expect(desk.field('City')).toHaveAttribute('aria-invalid', 'true');
  await stopsAt('correct, refused');
  await opens('order, to be sent', of(full));
  await desk.does('Mark as sent', { 'Address of the tracking page': 'no page' }, desk.parcel(1));
  await expect(desk.field('Address of the tracking page')).toHaveAttribute('aria-invalid', 'true');
  await stopsAt('mark-sent, refused');
  await desk.fills({ Carrier: 'DHL', 'Tracking number': '00340434', 'Address of the tracking page': 'https://carrier.example/00340434' });
  await desk.presses('Mark as sent');
  await desk.reads('The parcel is sent. The customer gets a mail.');
  await desk.presses('Save the note');
  await expect(desk.main).toContainText('Please write something first.');
  await stopsAt('note, refused');
  await desk.fills({ 'Only the staff sees it. It cannot be changed or deleted.': 'Has called.' });
  await desk.presses('Save the note');
  await desk.reads('The note is saved.');
  await stopsAt('order, partly sent and refunded');
  await opens('mark-delivered', of(full, '/parcels/1/mark-delivered'));

  await opens('order, unpaid', of(unpaid));
  for (const act of ['mark-paid', 'cancel']) await opens(act, of(unpaid, `/${act}`));
  await page.goto(`/admin${of(disputed)}`);
  await desk.waitsFor(page.getByText('On hold, because the payment is disputed.').first());
  await stopsAt('order, disputed');
  await opens('release', of(disputed, '/release'));

  await opens('products', '/products');
  await opens('products of a kind', '/products/product');
  await opens('products, none found', '/products/product?state=draft&q=nothing-is-called-this');
  await opens('product, new', '/products/product/new');
  await desk.fills({ 'Price (EUR)': 'cheap' });
  await desk.presses('Save as draft');
  await expect(desk.field('Price (EUR)')).toHaveAttribute('aria-invalid', 'true');
  await stopsAt('product, refused');
  await desk.fills({ 'Title (English)': `Mug ${desk.email}`, 'Price (EUR)': '12.90', 'Name of option 1': 'Blue', 'Stock of option 1': '3' });
  await desk.presses('Save as draft');
  await desk.reads('It is saved.');
  await stopsAt('product, draft');
  const product = new URL(page.url()).pathname.replace('/admin', '');
  for (const act of ['publish', 'retire', 'stock/unlimited', 'stock']) await opens(`product, ${act}`, `${product}/${act}`);
  await desk.fills({ Pieces: 'many' });
  await desk.presses('Adjust the stock');
  await expect(desk.field('Pieces')).toHaveAttribute('aria-invalid', 'true');
  await stopsAt('product, stock refused');
  await opens('product, bring back too early', `${product}/bring-back`);
  await opens('empty shop', '/empty-shop');
  await opens('shipping', '/products/shipping');
  await opens('shipping rate', '/products/shipping/tracked-europe');

  await opens('code, new', '/codes/new');
  await desk.fills({ 'Code (optional)': `Tour ${desk.email}`, 'How much': 'ten' });
  await desk.presses('Create the code');
  await expect(desk.field('How much')).toHaveAttribute('aria-invalid', 'true');
  await stopsAt('code, refused');
  await desk.fills({ 'How much': '10' });
  await desk.presses('Create the code');
  await desk.reads('The code is created.');
  await stopsAt('code');
  await follows('code, end', desk.main.getByRole('link', { name: 'End the code' }));
  await opens('codes', '/codes');
  await opens('codes, none found', '/codes?tab=ended&q=nothing-is-called-this');
  await opens('series, new', '/codes/series');

  await opens('withdrawals, none', '/withdrawals');
  await page.goto('/withdraw');
  await page.getByLabel('Order number').fill('1');
  await page.getByLabel('Full name').fill('Ada Lovelace');
  await page.getByLabel('Email address').fill(desk.email);
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('button', { name: 'Confirm withdrawal' }).click();
  await expect(page.getByRole('heading', { name: "We've received your withdrawal" })).toBeVisible();
  await opens('withdrawals', '/withdrawals');
  await follows('withdrawal', desk.rows.first().getByRole('link').first());
  await expect(desk.heading('Withdrawal of Ada Lovelace')).toBeVisible();
  await follows('withdrawal, assign', page.getByRole('link', { name: 'Assign to an order' }));
  await desk.presses('Assign to an order');
  await expect(desk.field('Number of the order')).toHaveAttribute('aria-invalid', 'true');
  await stopsAt('withdrawal, assign refused');
  await page.getByRole('link', { name: 'Back to the withdrawal' }).click();
  await follows('withdrawal, close', page.getByRole('link', { name: 'Mark as done' }));
  await desk.presses('Mark as done');
  await desk.reads('The withdrawal is closed.');
  await stopsAt('withdrawal, closed');

  await opens('deliveries', '/deliveries');
  await follows('delivery', desk.rows.filter({ hasText: String(disputed) }).getByRole('link', { name: 'Order paid' }).first());
  await expect(desk.heading(`Order ${disputed}: Order paid`)).toBeVisible();
  await follows('retry', page.getByRole('link', { name: 'Retry now' }));
  await page.getByRole('link', { name: 'Back to the outbox' }).click();
  await follows('replay', page.getByRole('link', { name: 'Send again' }).first());
  await opens('retry all', '/deliveries/retry');
  await opens('webhooks', '/webhooks');
  await follows('webhook', desk.rows.first().getByRole('link').first());
  await expect(desk.heading('Payment message')).toBeVisible();
  await follows('webhook, again', page.getByRole('link', { name: 'Process again' }));

  // The access of the only owner cannot be ended.
  await shop.runs('staff', 'add', `second.${desk.email}`, '--role', 'owner');
  await opens('staff', '/staff');
  const own = desk.rows.filter({ hasText: desk.email });
  for (const act of ['Change role', 'End access', 'Create a sign-in link']) {
    await page.goto('/admin/staff');
    await follows(act, own.getByRole('link', { name: `${act}: ${desk.name}` }));
  }
  await desk.presses('Create the link');
  await expect(page.locator('.ad-secret')).toBeVisible();
  await stopsAt('link, created');
  await opens('add', '/staff/add');
  await opens('audit', '/audit');
  await opens('audit, none', '/audit?order=999999');
  await opens('audit, wrong filter', '/audit?order=x');
  await opens('not found', '/nothing-is-here');

  await shop.runs('staff', 'role', desk.email, 'reader');
  await desk.followsLink(await desk.link());
  await opens('order, to a reader', of(full));
  await opens('product, to a reader', product);
  await opens('not allowed', of(full, '/refund'));
}
