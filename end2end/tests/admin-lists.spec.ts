import { readFile } from 'node:fs/promises';

import { request } from '@playwright/test';

import { Desk, expect, once, test } from '../support/admin';
import { download, poster } from '../support/products';
import { type Shop } from '../support/shop';

/** One more than a page of the list has. */
const MANY = 51;

/** Orders a download by requests, to be paid by bank transfer: for tests that need many orders. */
async function orders(shop: Shop, email: string) {
  const headers = { accept: 'text/html', 'sec-fetch-site': 'same-origin' };
  const customer = await request.newContext({ baseURL: shop.url, extraHTTPHeaders: headers });
  await customer.post('/pannier/basket/add', { form: { kind: download.kind, id: download.id, quantity: 1 }, maxRedirects: 0 });
  const checkout = await (await customer.get('/checkout')).text();
  const value = (name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(checkout)?.[1] ?? '';
  const form = {
    attempt: value('attempt'),
    total: value('total'),
    email,
    country: 'DE',
    payment: 'bank-transfer',
    element: '',
    'fields[terms]': 'yes',
    'fields[instant_downloads]': 'yes',
    intent: 'pay',
  };
  const placed = await customer.post('/pannier/checkout', { form, maxRedirects: 0 });
  expect(placed.headers().location, email).toContain('/order/');
  await customer.dispose();
}

test.describe('without JavaScript', once, () => {
  test('orders are found, read page by page, shared and exported', async ({ page, shop, desk, newPage }) => {
    test.slow();
    const shared = `many.${Math.random().toString(36).slice(2)}`;
    for (let n = 0; n < MANY; n++) await orders(shop, `${shared}.${n}@example.com`);
    const search = desk.field('Order number, name, e-mail, payment or tracking number');
    const count = (text: string) => page.getByText(text, { exact: true });
    await desk.signsIn('reader');
    await page.getByRole('navigation', { name: 'Admin' }).getByRole('link', { name: 'Orders' }).click();

    await test.step('page by page', async () => {
      await search.fill(shared);
      await search.press('Enter');
      await expect(count('51 orders')).toBeVisible();
      await expect(desk.rows).toHaveCount(MANY - 1);
      const sent = page.waitForResponse((answer) => answer.url().includes('before='));
      await page.getByRole('link', { name: 'Older' }).click();
      expect((await sent).ok()).toBe(true);
      await expect(desk.rows).toHaveCount(1);
      await expect(desk.rows).toContainText(`${shared}.0@example.com`);
      await expect(count('51 orders')).toBeVisible();
      const newest = page.waitForEvent('requestfinished', (request) => request.isNavigationRequest());
      await page.getByRole('link', { name: 'Newest' }).click();
      await expect(desk.rows).toHaveCount(MANY - 1);
      expect((await (await newest).sizes()).responseBodySize, 'bytes of a full page').toBeLessThan(20_000);
    });

    await test.step('by their own addresses', async () => {
      await page.getByRole('link', { name: 'Unpaid', exact: true }).click();
      await expect(search).toHaveValue(shared);
      await page.getByText('More filters').click();
      await desk.field('Kind of product').selectOption('album');
      await desk.field('Payment method').selectOption('Bank transfer');
      await desk.presses('Search');
      await expect(count('51 orders')).toBeVisible();
      const address = page.url();
      expect(new URL(address).search).toBe(`?tab=unpaid&q=${shared}&from=&until=&status=&provider=bank-transfer&country=&kind=album&email=`);

      const colleague = new Desk(await newPage(), shop);
      await colleague.signsIn('reader');
      await colleague.page.goto(address);
      await expect(colleague.rows).toHaveCount(MANY - 1);
      await expect(colleague.field('Payment method')).toHaveValue('bank-transfer');
    });

    await test.step('as a file', async () => {
      const arriving = page.waitForEvent('download');
      await page.getByRole('link', { name: 'Export as CSV' }).click();
      const file = await arriving;
      expect(file.suggestedFilename()).toMatch(/^orders-\d{4}-\d\d-\d\d\.csv$/);
      const lines = (await readFile(await file.path(), 'utf8')).split('\r\n').filter(Boolean);
      expect(lines).toHaveLength(MANY + 1);
      expect(lines[0]).toMatch(/^\ufefforder,placed_at,status,email,name,/);
      for (const line of lines.slice(1)) expect(line).toContain(shared);
    });

    await test.step('none, and all again', async () => {
      await desk.field('Status').selectOption('Paid');
      await desk.presses('Search');
      await expect(desk.main).toContainText('No order matches');
      await page.getByRole('link', { name: 'Clear the filters' }).click();
      await expect(search).toHaveValue('');
      await expect(page).toHaveURL('/admin/orders?tab=unpaid');
    });
  });

  test('parcels of many orders are packed, and marked as sent by a job', async ({ page, shop, desk, customers }) => {
    const email = `bulk.${Math.random().toString(36).slice(2)}@example.com`;
    const answers = { 'Email address': email };
    const paid = [await customers.pays([poster], answers), await customers.pays([poster, download], answers)].map(({ number }) => number);
    const { number: unpaid } = await customers.transfers([poster], answers);
    const list = `/admin/orders?email=${encodeURIComponent(email)}`;
    await desk.signsIn('packer');

    await test.step('a slip for each parcel, without prices', async () => {
      await page.goto(list);
      await expect(desk.rows).toHaveCount(3);
      await expect(desk.rows.filter({ hasText: '1 parcel to send' })).toHaveCount(2);
      for (const number of [...paid, unpaid]) await page.getByRole('checkbox', { name: `Choose order ${number}` }).check();
      await desk.presses('Print packing slips');
      await expect(desk.heading('Packing slips')).toBeVisible();
      await expect(desk.main).toContainText(`No slip for ${unpaid}:`);
      const slips = page.locator('.ad-slip');
      await expect(slips).toHaveCount(2);
      for (const [n, number] of paid.entries()) {
        for (const text of [`Order ${number}`, 'Ada Lovelace', 'Invalidenstraße 43', 'Dunes at Marram Point']) await expect(slips.nth(n)).toContainText(text);
        await expect(slips.nth(n)).not.toContainText('€');
      }
      await page.emulateMedia({ media: 'print' });
      await expect(page.getByRole('banner')).toBeHidden();
      await expect(slips.first()).toBeVisible();
      await page.emulateMedia({ media: null });
    });

    await test.step('a job', async () => {
      await page.goto(list);
      await page.getByRole('checkbox', { name: 'All that match, on every page: 3 orders' }).check();
      await desk.presses('Mark as sent');
      await expect(desk.heading('Mark as sent')).toBeVisible();
      await expect(desk.main).toContainText('The pending parcels of 3 orders will be marked as sent.');
      await desk.fills({ 'Carrier (optional)': 'DHL' });
      await desk.presses('Mark as sent');
      await expect(desk.heading('Mark orders as sent')).toBeVisible();
      // The page loads itself again until then.
      await expect(desk.fact('State')).toHaveText('Finished', { timeout: 20_000 });
      await expect(desk.main).toContainText('2 parcels sent. 1 order skipped:');
      await expect(desk.rows).toHaveCount(1);
      await expect(desk.rows).toContainText(`${unpaid}`);
      await expect(desk.rows).toContainText('It is not paid. Its parcels are sent, or prepared for pick-up, once it is.');
      await expect
        .poll(async () => (await shop.mailsTo(email)).filter(({ text }) => text.includes('is on its way') && text.includes('DHL')).length)
        .toBe(2);
      await page.getByRole('link', { name: 'All jobs' }).click();
      await expect(desk.rows.filter({ hasText: desk.email })).toContainText('Finished');
    });
  });
});
