import { answered, expect, once, test as base } from '../support/admin';
import { photograph, PLACE, UPRIGHT } from '../support/photographs';
import { euros, type Product } from '../support/products';
import type { Shop } from '../support/shop';
import { addressInGermany, Shopper } from '../support/shopper';
import { openShop } from '../support/test';

// A shop of its own, which the test empties.
const test = base.extend<object, { shop: Shop }>({ shop: [openShop(), { scope: 'worker' }] });

const mug: Product = {
  kind: 'product',
  id: 'harbor-mug/blue',
  page: '/products/harbor-mug',
  offer: 'Blue',
  title: /Harbor Mug \(Blue\)/,
  price: 1390,
};

/** The alternative texts of the photographs, in their order. */
const alts = ['A blue mug on a quay', 'A green mug on a quay', 'Both mugs from above'];

test('in an evening, an owner empties the demo, adds a mug in two colors with photographs, and sells one', once, async ({ page, desk, newPage, consoleErrors }) => {
  consoleErrors.allow(answered(422));
  const shopper = new Shopper(await newPage(), false);
  const shop = shopper.page;
  const sections = shop.getByRole('navigation', { name: 'Main' }).getByRole('link');
  await desk.signsIn('owner');

  await test.step('nothing of the demo is left', async () => {
    await shopper.opens('/');
    await expect(sections).toHaveText(['Records', 'Prints', 'Evenings', 'Things']);
    await page.goto('/admin/products');
    await desk.main.getByRole('link', { name: 'Start with an empty shop' }).click();
    await desk.presses('Retire all products');
    await desk.reads('The shop is empty. Add your first product.');
    await shopper.opens('/');
    await expect(shop.getByText("There's nothing for sale here yet. Please come back soon.")).toBeVisible();
    await expect(sections).toHaveCount(0);
    expect((await shop.request.get('/albums/blue-hour')).status()).toBe(410);
  });

  await test.step('a mug has two colors, each with a stock', async () => {
    await desk.main.getByRole('link', { name: 'Add: Thing', exact: true }).click();
    await desk.fills({
      'Title (English)': 'Harbor Mug',
      'Title (Deutsch) (optional)': 'Hafenbecher',
      'Description (English) (optional)': 'Thrown and glazed by the harbor.',
      'Price (EUR)': '12,90',
      'Name of option 1': 'Blue',
      'Price of option 1': '13.90',
      'Stock of option 1': '3',
      'Name of option 2': 'Green',
      'Stock of option 2': '5',
      "Weight in grams, with packaging; empty if it isn't shipped (optional)": '420',
    });
    await desk.presses('Save as draft');
    await desk.reads('It is saved.');
    await expect(desk.heading('Harbor Mug')).toBeVisible();
  });

  await test.step('its photographs are uploaded once, even if a text is missing', async () => {
    await desk.main.getByRole('link', { name: 'Change: Pictures' }).click();
    const row = (n: number) => desk.main.getByRole('group', { name: `Picture ${n}`, exact: true });
    const file = (n: number) => row(n).getByLabel('File', { exact: true });
    const alt = (n: number) => row(n).getByLabel('Alternative text (English)', { exact: true });
    await file(1).setInputFiles(photograph('IMG_0001.png', [60, 90, 180]));
    await file(2).setInputFiles(photograph('IMG_0002.png', [60, 150, 90]));
    await file(3).setInputFiles(photograph('IMG_0003.png', [180, 150, 120]));
    await alt(1).fill(alts[0]);
    await alt(2).fill(alts[1]);
    await desk.presses('Upload the pictures');
    await expect(page.getByRole('alert')).toContainText('Nothing was added yet.');
    await expect(alt(1)).toHaveValue(alts[0]);
    await expect(alt(3)).toHaveAccessibleDescription('Say in a few words what is to be seen.');
    await expect(file(3)).toHaveCount(0);
    await alt(3).fill(alts[2]);
    await desk.presses('Upload the pictures');
    await desk.reads('The pictures were added.');
    await expect(desk.main.locator('.ad-picture')).toHaveCount(3);
  });

  await test.step('it is for sale, and the shop leads to it', async () => {
    await desk.main.getByRole('link', { name: 'Back to Harbor Mug' }).click();
    await desk.does('Put up for sale');
    await desk.reads('It is for sale.');
    await shopper.opens('/');
    await expect(sections).toHaveText(['Things']);
    await sections.click();
    await shop.getByRole('link', { name: 'Harbor Mug', exact: true }).click();
    await expect(shop.getByRole('heading', { level: 1, name: 'Harbor Mug' })).toBeVisible();
    await expect(shopper.offer(mug)).toContainText(euros(mug.price));
  });

  await test.step('its photographs stand upright in all widths, and do not say where they were taken', async () => {
    const pictures = shop.locator('img.pn-picture');
    await expect(pictures).toHaveCount(alts.length);
    for (const [n, alt] of alts.entries()) {
      await expect(pictures.nth(n)).toHaveAttribute('alt', alt);
      await expect(pictures.nth(n)).toHaveAttribute('srcset', /^\S+-320\.webp 320w, \S+-640\.webp 640w, \S+-750\.webp 750w$/);
      await expect(pictures.nth(n)).toHaveAttribute('width', String(UPRIGHT.width));
      await expect(pictures.nth(n)).toHaveAttribute('height', String(UPRIGHT.height));
    }
    const picture = await shop.request.get((await pictures.first().getAttribute('src')) ?? '');
    expect(picture.headers()['content-type']).toBe('image/webp');
    expect(picture.headers()['cache-control']).toContain('immutable');
    expect((await picture.body()).includes(PLACE)).toBe(false);
  });

  await test.step('one is sold, and the stock falls by one', async () => {
    await shopper.adds(mug);
    await shopper.goesToCheckout();
    await shopper.answers({ 'Email address': shopper.email, ...addressInGermany });
    await shopper.pays();
    const number = await shopper.paysBy();
    await desk.opensOrder(number);
    await expect(desk.main).toContainText('Harbor Mug');
    await page.goto('/admin/products/product/harbor-mug');
    await expect(desk.fact('Blue')).toHaveText('2');
    await expect(desk.fact('Green')).toHaveText('5');
  });

  await test.step('and the log knows who did all that', async () => {
    await page.goto('/admin/audit');
    for (const act of ['Retired all products', 'Saved a product', 'Uploaded a file', 'Published or retired a product']) {
      await expect(desk.rows.filter({ hasText: act }).first()).toContainText(desk.email);
    }
  });
});
