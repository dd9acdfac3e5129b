import { readFile } from 'node:fs/promises';

import { expectAccessible } from '../support/accessibility';
import { answered, Desk, expect, once, test, unique } from '../support/admin';
import { tabTo } from '../support/keyboard';

/** Returns a code as the shop keeps it. */
const folded = (code: string) => code.toUpperCase().replaceAll(/[\s-]/g, '');

/** Creates a code of ten percent, and returns to its page. */
async function createsCode(desk: Desk, code: string) {
  await desk.page.goto('/admin/codes/new');
  await desk.fills({ 'Code (optional)': code, 'How much': '10' });
  await desk.presses('Create the code');
  await desk.reads('The code is created.');
  await expect(desk.heading(`Code ${folded(code)}`)).toBeVisible();
}

test.describe('without JavaScript', once, () => {
  test('a code is created at the second try, found and ended', async ({ page, desk, consoleErrors }) => {
    consoleErrors.allow(answered(422));
    const typed = unique('Spring');
    const code = folded(typed);
    await desk.signsIn();
    await page.getByRole('navigation', { name: 'Admin' }).getByRole('link', { name: 'Codes' }).click();
    await expect(desk.heading('Codes')).toBeVisible();

    await test.step('without typing anything twice', async () => {
      await page.getByRole('link', { name: 'New code' }).click();
      await desk.field('Discount').selectOption('An amount in EUR');
      await desk.fills({
        'Code (optional)': typed,
        'How much': 'five',
        'Name for shoppers (optional)': 'Spring discount',
        'Valid from (optional)': '2026-01-01T09:00',
        'Valid until (optional)': '2099-12-24T18:00',
        'Most uses (optional)': '0',
      });
      await desk.main.getByRole('group', { name: 'Only for' }).getByRole('checkbox').first().check();
      await desk.presses('Create the code');
      await expect(page.getByRole('alert')).toHaveText('Nothing was created yet. Please correct what is marked.');
      await expect(desk.field('How much')).toHaveAccessibleDescription(/Leave it empty for free shipping\. Please enter a percentage/);
      await expect(desk.field('How much')).toHaveValue('five');
      await expect(desk.field('Valid until (optional)')).toHaveValue('2099-12-24T18:00');
      await expect(desk.main.getByRole('checkbox').first()).toBeChecked();
      await desk.fills({ 'How much': '5,00' });
      await desk.presses('Create the code');
      await expect(desk.field('Most uses (optional)')).toHaveAccessibleDescription(/Please enter 1 or more, or leave this empty\.$/);
      await desk.fills({ 'Most uses (optional)': '20' });
      await desk.presses('Create the code');
      await desk.reads('The code is created.');
      await expect(desk.heading(`Code ${code}`)).toBeVisible();
      await expect(desk.fact('Discount')).toHaveText('€5.00');
      await expect(desk.fact('Uses')).toHaveText('0 of 20');
      await expect(desk.main).toContainText('Nobody has used this code yet.');
    });

    await test.step('found by its beginning, as it may be typed', async () => {
      await page.goto('/admin/codes');
      await desk.fills({ 'Beginning of a code, of its name for shoppers, or of its series': typed.toLowerCase().slice(0, -1) });
      await desk.presses('Search');
      await expect(desk.rows).toHaveCount(1);
      await expect(desk.rows).toContainText('Spring discount');
      await desk.rows.getByRole('link', { name: code }).click();
    });

    await test.step('ended', async () => {
      await desk.does('End the code');
      await desk.reads('The code has ended. Nobody can use it any longer.');
      await expect(desk.main.getByRole('link', { name: 'End the code' })).toHaveCount(0);
      await page.goto('/admin/codes');
      await expect(desk.main.getByRole('link', { name: code })).toHaveCount(0);
      await page.goto(`/admin/codes?q=${code}`);
      await expect(desk.rows).toContainText('Ended by the shop');
      await page.getByRole('navigation', { name: 'Codes by state' }).getByRole('link', { name: 'Ended' }).click();
      await expect(desk.rows).toContainText('Ended by the shop');
    });
  });

  test('a series is a file, which the list has as well', async ({ page, desk }) => {
    const series = unique('Book fair');
    await desk.signsIn();
    await page.goto('/admin/codes/series');
    await desk.fills({ Series: series, 'Number of codes': '30', 'Beginning of each code (optional)': 'fair', 'How much': '15' });
    const arriving = page.waitForEvent('download');
    await desk.presses('Create and download the codes');
    const file = await arriving;
    expect(file.suggestedFilename()).toMatch(/^codes-book-fair-.*\.csv$/);
    const created = await readFile(await file.path(), 'utf8');
    const lines = created.split('\r\n').filter(Boolean);
    expect(lines).toHaveLength(31);
    for (const line of lines.slice(1)) expect(line).toMatch(/^FAIR[2-9A-HJKMNP-Z]{10},/);

    // The form is still there, and creates nothing twice.
    await desk.presses('Create and download the codes');
    await desk.reads('The codes are created. You can download them here.');
    await expect(desk.rows).toHaveCount(30);
    const again = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Download as CSV' }).click();
    const codes = (csv: string) => csv.split('\r\n').filter(Boolean).map((line) => line.split(',')[0]).sort();
    expect(codes(await readFile(await (await again).path(), 'utf8'))).toEqual(codes(created));
  });

  test('creating a code needs nothing but a keyboard, and a reader sees it', async ({ page, shop, desk, newPage, consoleErrors }) => {
    consoleErrors.allow(answered(403));
    const code = unique('Keys');
    await desk.signsIn();
    await page.goto('/admin/codes/new');
    await tabTo(page, desk.field('Code (optional)'));
    await page.keyboard.type(code);
    await tabTo(page, desk.field('How much'));
    await page.keyboard.type('7.5');
    await page.keyboard.press('Enter');
    await desk.reads('The code is created.');
    await expect(desk.fact('Discount')).toHaveText('7.5%');

    const reader = new Desk(await newPage(), shop);
    await reader.signsIn('reader');
    await reader.page.goto(`/admin/codes/${folded(code)}`);
    await expect(reader.fact('Discount')).toHaveText('7.5%');
    await expect(reader.main.getByRole('link', { name: 'End the code' })).toHaveCount(0);
    await reader.page.goto('/admin/codes/new');
    await expect(reader.heading('Your role does not allow this')).toBeVisible();
  });
});

// On a phone as well.
test('axe has no objection to the pages of codes', { tag: '@script' }, async ({ page, desk, consoleErrors }) => {
  consoleErrors.allow(answered(422));
  await desk.signsIn();
  const code = unique('Axe');
  await createsCode(desk, code);
  await expectAccessible(page, 'a code');
  for (const path of ['/codes', '/codes?tab=all&q=nothing-is-called-this', '/codes/new', '/codes/series', `/codes/${folded(code)}/end`]) {
    await page.goto(`/admin${path}`);
    await expectAccessible(page, path);
  }
  for (const [path, button] of Object.entries({ '/codes/new': 'Create the code', '/codes/series': 'Create and download the codes' })) {
    await page.goto(`/admin${path}`);
    await desk.presses(button);
    await expect(page.getByRole('alert')).toBeVisible();
    await expectAccessible(page, `${path}, refused`);
  }
});
