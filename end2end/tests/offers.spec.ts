import { compactDisc, download, euros, poster, ticket } from '../support/products';
import { addressInGermany, Shopper } from '../support/shopper';
import { expect, test } from '../support/test';

test('beside a price stands what it includes, and a link to what shipping costs', { tag: '@desktop' }, async ({ page, shopper }) => {
  await shopper.opens(poster.page);
  await expect(shopper.offer(poster)).toContainText('incl. VAT, plus shipping');
  await expect(shopper.offer(poster).getByRole('link', { name: 'plus shipping' })).toHaveAttribute('href', '/about');
  for (const product of [download, ticket]) {
    await shopper.opens(product.page);
    await expect(shopper.offer(product)).toContainText('incl. VAT');
    await expect(shopper.offer(product)).not.toContainText('shipping');
  }
  await shopper.opens(`/de${poster.page}`);
  await expect(page.getByText('inkl. MwSt., zzgl. Versand').first()).toBeVisible();
});

test('from a hundred euros shipping nearby is free, and the checkout says why', { tag: '@desktop' }, async ({ page, shopper }) => {
  await shopper.alreadyHas(compactDisc, 7);
  await shopper.opens('/checkout');
  await shopper.answers({ 'Email address': shopper.email, ...addressInGermany });
  await expect(page.getByText('Free shipping from €100').first()).toBeVisible();
  await expect(shopper.payButton).toHaveText(`Pay ${euros(7 * compactDisc.price)}`);
});

test('a code that another shopper has used up meanwhile is said to be, before anything is charged', { tag: '@desktop' }, async ({ page, shop, shopper, browser }) => {
  const code = `LAST${Math.random().toString(36).slice(2, 8)}`.toUpperCase();
  await shop.runs('code', 'add', code, '--percent', '50', '--most-uses', '1');
  const context = await browser.newContext({ baseURL: shop.url, javaScriptEnabled: false });
  const rival = new Shopper(await context.newPage(), false);
  for (const each of [shopper, rival]) {
    await each.alreadyHas(poster);
    await each.opens('/basket');
    await each.unfolds('Have a code?');
    await each.page.getByLabel('Discount code').fill(code);
    await each.page.getByRole('button', { name: 'Apply' }).click();
    await expect(each.page.getByText(`Code ${code}`).first()).toBeVisible();
    await each.goesToCheckout();
    await each.answers({ 'Email address': each.email, ...addressInGermany });
    await each.agrees();
    await expect(each.payButton).toHaveText(`Pay ${euros(950 + 490)}`);
  }
  await rival.pays();
  await context.close();

  await shopper.payButton.click();
  await expect(shopper.message("This code isn't valid, or can no longer be used.")).toBeVisible();
  await expect(shopper.payButton).toHaveText(`Pay ${euros(1900 + 490)}`);
  await expect(shopper.field('City')).toHaveValue('Berlin');
  await page.getByLabel('Discount code').fill('');
  await shopper.pays();
  await expect(page.getByText(euros(2390))).toBeVisible();
});
