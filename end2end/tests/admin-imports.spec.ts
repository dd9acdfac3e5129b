import { expect, once, test, unique } from '../support/admin';

/** The texts of a row of the spreadsheet. */
type Cells = [title: string, german: string, price: string, options: string, stock: string, state: string];

/** Writes a file as LibreOffice does where the decimal separator is a comma. */
const spreadsheet = (rows: string[][]) => {
  const cell = (text: string) => (/[;"\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return Buffer.from(`\ufeff${rows.map((row) => `${row.map(cell).join(';')}\r\n`).join('')}`);
};

test('fifty products are imported from a spreadsheet after a check, and exported as they are', once, async ({ page, desk }) => {
  const bowl = unique('Bowl');
  const plain = (n: number): Cells => [`${bowl} ${n}`, `Schale ${n}`, '12,90', '', String(n), 'published'];
  const sizes: Cells = [`${bowl} 50`, 'Schale 50', '12,90', 'Small\nLarge = 18.50', 'Small = 4\nLarge = 2', 'published'];
  const wrong: Cells = [`${bowl} 51`, '', 'cheap', '', '', 'published'];
  const rows = [plain(1), wrong, ...Array.from({ length: 48 }, (_, n) => plain(n + 2)), sizes];
  const header = ['title', 'title.de', 'price', 'options', 'stock', 'state'];

  const checks = async (name: string, buffer: Buffer) => {
    await desk.field('CSV file').setInputFiles({ name, mimeType: 'text/csv', buffer });
    await desk.presses('Check the file');
    await desk.waitsFor(desk.main.getByText(/^Nothing has changed yet\./));
  };
  const expectRows = async (expected: Record<string, string>) => {
    for (const [outcome, count] of Object.entries(expected)) await expect(desk.fact(outcome)).toHaveText(count);
  };
  const noted = desk.main.getByRole('table', { name: 'Rows to look at' }).locator('tbody tr');
  const exported = async () => (await page.request.get('/admin/products/product/export')).body();

  await desk.signsIn();
  await page.goto('/admin/products/product');

  await test.step('the check says which row is wrong, and changes nothing', async () => {
    await desk.main.getByRole('link', { name: 'Import a spreadsheet' }).click();
    await checks('bowls.csv', spreadsheet([header, ...rows]));
    await expectRows({ Created: '50', Changed: '0', Unchanged: '0', Refused: '1' });
    await expect(desk.main).toContainText('One row cannot be applied and is left out.');
    await expect(noted).toHaveCount(1);
    await expect(noted.getByRole('rowheader')).toHaveText('3');
    await expect(noted).toContainText(`${bowl} 51`);
    await expect(noted).toContainText('price: Please enter an amount, such as 12.90.');
    expect((await exported()).includes(bowl)).toBe(false);
  });

  await test.step('the others are created', async () => {
    await desk.presses('Apply the file');
    await desk.waitsFor(desk.main.getByText('This file is applied:'));
    await expectRows({ Created: '50', Changed: '0', Unchanged: '0', Refused: '1' });
    const found = await page.request.get(`/search?q=${encodeURIComponent(bowl)}`);
    expect(await found.text()).toContain('50 results');
  });

  await test.step('an export has them all, and is nothing new to an import', async () => {
    const file = await exported();
    const lines = file.toString().split('\r\n').filter((line) => line.includes(bowl));
    expect(lines).toHaveLength(50);
    expect(lines.map((line) => line.slice(line.indexOf(',')))).toContain(`,published,${bowl} 2,Schale 2,,,,,,,12.90,,,2,,,,,,`);
    expect(lines.join()).toContain(',12.90,"Small\nLarge = 18.50",,"Large = 2\nSmall = 4",');
    await page.goto('/admin/products/product/import');
    await checks('product.csv', file);
    await expectRows({ Created: '0', Changed: '0', Refused: '0' });
    await expect(desk.main).toContainText('There is nothing to apply.');
    await expect(noted).toHaveCount(0);
  });
});
