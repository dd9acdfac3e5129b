import { answered, Desk, expect, once, test, unique } from '../support/admin';
import { expectAccessible } from '../support/accessibility';
import { tabTo } from '../support/keyboard';

/** Adds a product with two options, as a draft, and returns to its page. */
async function addsMug(desk: Desk, title: string) {
  await desk.page.goto('/admin/products/product/new');
  await desk.fills({
    'Title (English)': title,
    'Title (Deutsch) (optional)': `${title} (Tasse)`,
    'Price (EUR)': '12,9',
    'Name of option 1': 'Blue',
    'Price of option 1': '13.90',
    'Stock of option 1': '3',
    'Name of option 2': 'Green',
  });
  await desk.presses('Save as draft');
  await desk.reads('It is saved.');
  await expect(desk.heading(title)).toBeVisible();
}

test.describe('without JavaScript', once, () => {
  test('a mug in two colors is added, put up for sale, retired and brought back', async ({ page, desk, consoleErrors }) => {
    consoleErrors.allow(answered(422));
    const title = unique('Mug');
    await desk.signsIn();
    await page.getByRole('navigation', { name: 'Admin' }).getByRole('link', { name: 'Products' }).click();
    await expect(desk.heading('Products')).toBeVisible();

    await test.step('at the second try, without typing anything twice', async () => {
      await page.goto('/admin/products/product/new');
      await desk.fills({ 'Title (Deutsch) (optional)': 'Tasse', 'Price (EUR)': 'cheap', 'Name of option 1': 'Blue' });
      await desk.presses('Save as draft');
      await expect(page.getByRole('alert')).toContainText('Please fill this in.');
      await expect(desk.field('Price (EUR)')).toHaveValue('cheap');
      await expect(desk.field('Price (EUR)')).toHaveAccessibleDescription('Please enter an amount, such as 12.90.');
      await expect(desk.field('Name of option Blue')).toHaveValue('Blue');
      await page.getByRole('alert').getByRole('link', { name: /^Title/ }).click();
      await expect(page).toHaveURL(/#field\.title$/);
    });

    await test.step('with what belongs to it', async () => {
      await addsMug(desk, title);
      await expect(desk.field('Price (EUR)')).toHaveValue('12.90');
      await expect(desk.field('Price of option Blue')).toHaveValue('13.90');
      await expect(desk.fact('Blue')).toHaveText('3');
      await expect(desk.fact('Green')).toHaveText('not limited');
      await expect(desk.field('Tax class (optional)')).toContainText('Book, 7% in Germany');
      await expect(desk.section('History')).toContainText('Saved a product');
    });

    await test.step('for sale, and no longer', async () => {
      await desk.does('Put up for sale');
      await desk.reads('It is for sale.');
      await page.getByRole('link', { name: 'Show in the shop' }).click();
      await expect(page.getByRole('heading', { level: 1 })).toContainText(title);
      await page.goBack();
      await desk.does('Retire');
      await desk.reads('It is retired.');
      await desk.does('Bring back');
      await desk.reads('It is for sale again.');
    });

    await test.step('found by a word of its German title', async () => {
      await page.goto('/admin/products/product');
      await desk.fills({ 'Title or name in the address': title });
      await desk.presses('Search');
      await expect(desk.rows).toHaveCount(1);
      await expect(desk.rows).toContainText('For sale');
      await page.getByRole('navigation', { name: 'Products by state' }).getByRole('link', { name: /^Draft/ }).click();
      await expect(desk.main).toContainText('Nothing matches.');
    });
  });

  test('of two editors the second learns what the first has changed, and loses nothing', async ({ page, shop, desk, newPage, consoleErrors }) => {
    consoleErrors.allow(answered(409));
    const title = unique('Mug');
    await desk.signsIn();
    await addsMug(desk, title);
    const other = new Desk(await newPage(), shop);
    await other.signsIn();
    await other.page.goto(page.url().replace(/\?.*/, ''));
    await other.fills({ 'Title (Deutsch) (optional)': 'Becher', 'Price (EUR)': '11' });
    await other.presses('Save');
    await other.reads('Your changes are saved.');

    await desk.fills({ 'Price (EUR)': '15', 'Maker (English) (optional)': 'Ada' });
    await desk.presses('Save');
    await expect(page.getByRole('alert')).toContainText('What you typed is still here.');
    await expect(desk.field('Title (Deutsch) (optional)')).toHaveValue('Becher');
    await expect(desk.field('Price (EUR)')).toHaveValue('15');
    await expect(desk.field('Price (EUR)')).toHaveAccessibleDescription(new RegExp(`^${other.email} changed this on .* It is now: €11.00$`));
    await desk.presses('Save');
    await desk.reads('Your changes are saved.');
    await expect(desk.field('Price (EUR)')).toHaveValue('15.00');
    await expect(desk.field('Title (Deutsch) (optional)')).toHaveValue('Becher');
  });

  test('stock is added, taken away and counted, by a packer as well', async ({ page, shop, desk, newPage, consoleErrors }) => {
    consoleErrors.allow(answered(422));
    await desk.signsIn();
    await addsMug(desk, unique('Mug'));
    const packer = new Desk(await newPage(), shop);
    await packer.signsIn('packer');
    await packer.page.goto(page.url().replace(/\?.*/, ''));
    await expect(packer.main.getByRole('button', { name: 'Save' })).toHaveCount(0);
    const adjusts = async (how: string, pieces: string) => {
      await packer.page.getByRole('link', { name: 'Adjust the stock' }).click();
      await packer.field('What happened').selectOption(how);
      await packer.fills({ Pieces: pieces });
      await packer.presses('Adjust the stock');
    };
    await adjusts('add', '5');
    await packer.reads('The stock is adjusted.');
    await expect(packer.fact('Blue')).toHaveText('8');
    await adjusts('take', '9');
    await expect(packer.field('Pieces')).toHaveAccessibleDescription('Only 8 are left, so you can take away at most that many.');
    await packer.fills({ Pieces: '1' });
    await packer.presses('Adjust the stock');
    await expect(packer.fact('Blue')).toHaveText('7');
    await adjusts('counted', '6');
    await expect(packer.fact('Blue')).toHaveText('6');
    await packer.page.getByRole('link', { name: 'Adjust the stock' }).click();
    await packer.fills({ 'Left for new orders': '4' });
    await packer.presses('Limit the stock');
    await packer.reads('The stock is limited now.');
    await expect(packer.fact('Green')).toHaveText('4');
    await packer.page.getByRole('link', { name: 'Adjust the stock' }).click();
    await packer.page.getByRole('link', { name: 'Sell without a limit' }).click();
    await packer.field('Option').selectOption('Green');
    await packer.presses('Sell without a limit');
    await packer.reads('It is sold without a limit now.');
    await expect(packer.fact('Green')).toHaveText('not limited');
    await page.reload();
    await expect(desk.section('History')).toContainText('Adjusted stock');
  });

  test('an option takes its pieces along only if that is meant', async ({ page, desk, consoleErrors }) => {
    consoleErrors.allow(answered(422));
    await desk.signsIn();
    await addsMug(desk, unique('Mug'));
    await desk.field('Remove option Blue').check();
    await desk.presses('Save');
    await expect(page.getByRole('alert')).toContainText('Blue = 3');
    await expect(desk.field('Remove option Blue')).toBeChecked();
    await expect(desk.fact('Blue')).toHaveText('3');
    await desk.field('I mean it: these options are removed, with their pieces').check();
    await desk.presses('Save');
    await desk.reads('Your changes are saved.');
    await expect(desk.fact('Blue')).toHaveCount(0);
    await expect(desk.section('History')).toContainText('Stock: Blue = 3 → –');
  });

  test('what is wrong with the stock of an option is said beside the options', async ({ page, desk, consoleErrors }) => {
    consoleErrors.allow(answered(422));
    await desk.signsIn();
    await page.goto('/admin/products/product/new');
    await desk.fills({ 'Title (English)': unique('Mug'), 'Price (EUR)': '12', 'Name of option 1': 'Blue', 'Stock of option 1': '1.5' });
    await desk.presses('Save as draft');
    await page.getByRole('alert').getByRole('link', { name: /^Options/ }).click();
    await expect(page).toHaveURL(/#field\.options$/);
    await expect(desk.field('Stock of option Blue')).toHaveAttribute('aria-invalid', 'true');
    await expect(desk.field('Stock (optional)')).not.toHaveAttribute('aria-invalid', 'true');
  });

  test('adding a product needs nothing but a keyboard', async ({ page, desk }) => {
    const title = unique('Bowl');
    await desk.signsIn();
    await page.goto('/admin/products/product/new');
    await tabTo(page, desk.field('Title (English)'));
    await page.keyboard.type(title);
    await tabTo(page, desk.field('Price (EUR)'));
    await page.keyboard.type('20');
    await page.keyboard.press('Enter');
    await desk.reads('It is saved.');
    await expect(desk.heading(title)).toBeVisible();
  });
});

test('axe has no objection to the pages of a product', { tag: '@script' }, async ({ page, desk, consoleErrors }) => {
  consoleErrors.allow(answered(422));
  await desk.signsIn('owner');
  for (const path of ['/products', '/products/product', '/products/product?q=nothing-is-called-this', '/products/product/new', '/empty-shop']) {
    await page.goto(`/admin${path}`);
    await expectAccessible(page, path);
  }
  await page.goto('/admin/products/product/new');
  await desk.presses('Save as draft');
  await expect(page.getByRole('alert')).toBeVisible();
  await expectAccessible(page, 'a product, refused');
  await addsMug(desk, unique('Mug'));
  await expectAccessible(page, 'a product');
  const product = page.url().replace(/\?.*/, '');
  for (const below of ['/publish', '/retire', '/stock', '/stock/unlimited']) {
    await page.goto(product + below);
    await expectAccessible(page, below);
  }
});
