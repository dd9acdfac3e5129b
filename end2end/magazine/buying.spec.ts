import { readFile } from 'node:fs/promises';

import { addressInGermany } from '../support/shopper';
import { expect, test } from './test';

test('an issue and a subscription are paid by the honesty box, one is fetched, the other goes by post', async ({ page, shop, reader }) => {
  await reader.takes(4);
  await reader.subscribes();
  await reader.goesToCheckout();
  await reader.answers({ 'Email address': reader.email, ...addressInGermany });
  await expect(page.getByText("You can't return a PDF, except by forgetting it.")).toBeVisible();
  await expect(page.getByText('Letter post')).toBeVisible();
  // 7.50 and 38.00, plus 2.90 for shipping.
  await expect(reader.payButton).toHaveText('Pay €48.40');
  // Periodicals are taxed at the reduced rate, in print and as a file.
  await expect(page.getByText(/7\s?% VAT/).first()).toBeVisible();

  await reader.pays();
  await expect(page.getByText('€48.40')).toBeVisible();
  await reader.says('I have put the coins in');
  await reader.seesOrder(/Order \d+ is paid/);
  await expect(page.getByText('Invalidenstraße 43')).toBeVisible();
  await expect(reader.widget).toContainText('empty');

  await expect.poll(async () => (await shop.mailsTo(reader.email)).length).toBe(1);
  const [mail] = await shop.mailsTo(reader.email);
  expect(mail.text).toMatch(/http:\S+\/shop\/order\//);

  const link = page.getByRole('link', { name: /^Download/ });
  await reader.waitsFor(link);
  const arriving = page.waitForEvent('download');
  await link.click();
  const file = await arriving;
  expect(file.suggestedFilename()).toBe('Quarto 4.pdf');
  const bytes = await readFile(await file.path());
  expect(bytes.subarray(0, 5).toString()).toBe('%PDF-');
  expect(bytes.subarray(-6).toString()).toContain('%%EOF');

  // The magazine's receiver has counted the copy; other tests may have sold copies as well.
  await expect(async () => {
    await page.goto('/issues/no-4');
    await expect(page.getByText(/(One reader has|\d+ readers have) taken it home/)).toBeVisible({ timeout: 500 });
  }).toPass();
});

test('a PDF alone asks for a country and for no address', async ({ page, reader }) => {
  await reader.takes(1);
  await reader.goesToCheckout();
  await expect(page.getByText('Shipping address')).toHaveCount(0);
  await expect(reader.field('Country')).toBeVisible();
  await expect(reader.field('City')).toHaveCount(0);
  await reader.answers({ 'Email address': reader.email });
  await reader.pays();
  await reader.says('I have put the coins in');
  await reader.seesOrder(/is paid/);
});

test('walking away from the honesty box leaves everything in the bag', async ({ page, reader, consoleErrors }) => {
  consoleErrors.allow(/404.*honesty-box/);
  await reader.takes(2);
  await reader.goesToCheckout();
  await reader.answers({ 'Email address': reader.email });
  await reader.pays();
  const box = page.url();
  await reader.says('I walked away');
  await reader.seesOrder(/was not paid/);
  await expect(page.getByText('You walked away from the honesty box.').first()).toBeVisible();
  await reader.opens('/shop/basket');
  await reader.seesInBag(1, '€6.00');
  const closed = await page.goto(box);
  expect(closed?.status(), 'the page of a box that is settled').toBe(404);
});

test('an open payment can be resumed after reading on', async ({ page, reader }) => {
  await reader.takes(2);
  await reader.goesToCheckout();
  await reader.answers({ 'Email address': reader.email });
  await reader.pays();
  await reader.opens('/shop/basket');
  await reader.findsTheOpenOrder();
  await page.getByRole('link', { name: 'something to read' }).click();
  await page.getByRole('link', { name: 'Oak Gall, Iron, Patience' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Oak Gall, Iron, Patience' })).toBeVisible();
  // The order's page polls every second or two, and must stop when it is left.
  if (reader.scripted) await page.waitForTimeout(3_000);
  await page.goBack();
  await page.goBack();
  await reader.seesOrder(/waiting for your payment/);
  await page.getByRole('button', { name: 'Resume payment' }).click();
  await reader.says('I have put the coins in');
  await reader.seesOrder(/is paid/);
});

test('a page of the store that the router renders comes from the server, and is loaded again only once', async ({ page, reader, consoleErrors }) => {
  test.skip(!reader.scripted, 'without JavaScript, there is no router');
  consoleErrors.allow(/the server did not render this page of the store/);
  /** Follows a link that is not marked as external, so that the router handles it. */
  const follows = async () => {
    await page.evaluate(() => {
      const link = document.createElement('a');
      link.href = '/shop/basket';
      document.body.append(link);
      link.click();
    });
    await expect(page).toHaveURL(/\/shop\/basket$/);
  };
  const content = page.locator('#pn-basket');
  await reader.takes(1);
  await follows();
  await expect(content).toBeVisible();
  await expect.poll(() => page.evaluate(() => sessionStorage.getItem('pannier-reloaded'))).toBeNull();

  // As if the server had not rendered it.
  await reader.opens('/about');
  await page.evaluate(() => sessionStorage.setItem('pannier-reloaded', `${location.origin}/shop/basket`));
  const said = page.waitForEvent('console', (message) => message.text().includes('SsrMode::Async'));
  await follows();
  await said;
  await expect(content).toHaveCount(0);
});
