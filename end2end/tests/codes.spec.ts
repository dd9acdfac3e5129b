import { type Page } from '@playwright/test';

import { compactDisc, euros, poster } from '../support/products';
import { addressInGermany, Shopper } from '../support/shopper';
import { expect, test } from '../support/test';

const unusable = "This code isn't valid, or can no longer be used.";

/** Types a code in the basket. */
async function typesInTheBasket(page: Page, code: string) {
  await page.getByText('Have a code?').click();
  await page.getByLabel('Discount code').fill(code);
  await page.getByRole('button', { name: 'Apply' }).click();
}

test('a code counts from the basket to the order, however it is typed', async ({ page, shopper }) => {
  await shopper.alreadyHas(poster);
  await shopper.opens('/basket');
  await typesInTheBasket(page, 'welcome 10');
  await expect(page.getByText('Code WELCOME10').first()).toBeVisible();
  await expect(shopper.line(poster)).toContainText(euros(1710));
  await expect(shopper.widget).toContainText(euros(1710));

  await shopper.goesToCheckout();
  await shopper.answers({ 'Email address': shopper.email, ...addressInGermany });
  await expect(shopper.payButton).toHaveText(`Pay ${euros(1710 + 490)}`);
  await shopper.pays();
  await shopper.paysBy();
  await expect(page.getByText('incl. discount: Welcome (code WELCOME10)').first()).toBeVisible();
});

test('a code can be removed, and a wrong one changes nothing', { tag: '@desktop' }, async ({ page, shopper, consoleErrors }) => {
  consoleErrors.allow(/422 \(Unprocessable/);
  await shopper.alreadyHas(poster);
  await shopper.opens('/basket');
  await typesInTheBasket(page, 'WELCOME11');
  await expect(shopper.message(unusable)).toBeVisible();
  await expect(shopper.widget).toContainText(euros(1900));

  await page.getByLabel('Discount code').fill('WELCOME10');
  await page.getByRole('button', { name: 'Apply' }).click();
  await expect(shopper.widget).toContainText(euros(1710));
  await page.getByRole('button', { name: 'Remove code WELCOME10' }).click();
  await expect(shopper.widget).toContainText(euros(1900));
  await expect(page.getByText('Have a code?')).toBeVisible();
});

test('a code that another shopper has used up meanwhile is said to be, before anything is charged', { tag: '@desktop' }, async ({ page, shop, shopper, context }) => {
  const code = `LAST${Math.random().toString(36).slice(2, 8)}`.toUpperCase();
  await shop.runs('code', 'add', code, '--percent', '50', '--most-uses', '1');
  const rival = await context.browser()?.newContext({ baseURL: shop.url, javaScriptEnabled: false });
  if (!rival) throw new Error('no browser');
  const other = new Shopper(await rival.newPage(), false);
  for (const each of [shopper, other]) {
    await each.alreadyHas(poster);
    await each.opens('/basket');
    await typesInTheBasket(each.page, code);
    await expect(each.page.getByText(`Code ${code}`).first()).toBeVisible();
    await each.goesToCheckout();
    await each.answers({ 'Email address': each.email, ...addressInGermany });
    await each.acceptsTheTerms();
    await expect(each.payButton).toHaveText(`Pay ${euros(950 + 490)}`);
  }
  await other.pays();
  await rival.close();

  await shopper.payButton.click();
  await expect(shopper.message(unusable)).toBeVisible();
  await expect(shopper.payButton).toHaveText(`Pay ${euros(1900 + 490)}`);
  await expect(shopper.field('City')).toHaveValue('Berlin');
  await shopper.pays();
  await expect(page.getByText(euros(2390))).toBeVisible();
});

test('of three prints the cheapest costs nothing, and the old price is struck', { tag: '@desktop' }, async ({ page, shopper }) => {
  await shopper.alreadyHas(poster, 3);
  await shopper.opens('/basket');
  await expect(page.getByText('Three prints for two').first()).toBeVisible();
  await expect(shopper.line(poster).locator('s')).toContainText(euros(5700));
  await expect(shopper.line(poster)).toContainText(euros(3800));
  await expect(shopper.widget).toContainText(euros(3800));
});

test('from a hundred euros shipping is free, and the checkout says why', { tag: '@desktop' }, async ({ page, shopper }) => {
  await shopper.alreadyHas(compactDisc, 7);
  await shopper.opens('/checkout');
  await shopper.answers({ 'Email address': shopper.email, ...addressInGermany });
  await expect(page.getByText('Free shipping from €100').first()).toBeVisible();
  await expect(shopper.payButton).toHaveText(`Pay ${euros(10_500)}`);
});
