import { expect, once, test, unique } from '../support/admin';
import type { Product } from '../support/products';
import { Shopper } from '../support/shopper';

test('a draft is seen by its preview alone, and what is retired is gone, from baskets as well', once, async ({ page, desk, newPage }) => {
  const title = unique('Vase');
  const shopper = new Shopper(await newPage(), false);
  const shop = shopper.page;
  const answer = async (path: string) => (await shop.request.get(path)).status();
  await desk.signsIn();
  await page.goto('/admin/products/product/new');
  await desk.fills({ 'Title (English)': title, 'Price (EUR)': '40' });
  await desk.presses('Save as draft');
  await desk.reads('It is saved.');
  const id = new URL(page.url()).pathname.split('/').pop() ?? '';
  const vase: Product = { kind: 'product', id, page: `/products/${id}`, offer: 'One piece', title: new RegExp(title), price: 4000 };

  await test.step('as a draft', async () => {
    const preview = (await desk.main.getByRole('link', { name: 'Preview', exact: true }).getAttribute('href')) ?? '';
    expect(preview).toContain(`${vase.page}?preview=`);
    expect(await answer(vase.page)).toBe(404);
    expect(await answer(preview.replace(/preview=\d+/, 'preview=9999999999')), 'of another time').toBe(404);
    await shopper.opens(preview);
    await expect(shop.getByRole('heading', { level: 1, name: title })).toBeVisible();
    await expect(shop.getByText('This is a preview.')).toBeVisible();
  });

  await test.step('for sale', async () => {
    await desk.does('Put up for sale');
    await desk.reads('It is for sale.');
    await shopper.opens(vase.page);
    await expect(shop.getByRole('heading', { level: 1, name: title })).toBeVisible();
    await expect(shop.getByText('This is a preview.')).toHaveCount(0);
    await shopper.adds(vase);
  });

  await test.step('retired', async () => {
    await desk.does('Retire');
    await desk.reads('It is retired. Customers no longer see it.');
    const gone = await shop.request.get(vase.page);
    expect(gone.status()).toBe(410);
    expect(await gone.text()).toContain('We no longer sell this.');
    await shopper.opens('/basket');
    await expect(shop.locator('.pn-basket__gone')).toContainText(`${title} is no longer available and has left your basket.`);
  });

  await test.step('and brought back', async () => {
    await desk.does('Bring back');
    await desk.reads('It is for sale again.');
    expect(await answer(vase.page)).toBe(200);
  });
});
