import { randomBytes } from 'node:crypto';

import { expect, once, test, unique } from '../support/admin';
import type { Product } from '../support/products';

test('a file of more than a mebibyte is uploaded, sold and downloaded as it is', once, async ({ page, desk, customers }) => {
  const title = unique('Glazes');
  const buffer = randomBytes(3 * 1024 * 1024 + 1);
  await desk.signsIn();
  await page.goto('/admin/products/product/new');
  await desk.fills({ 'Title (English)': title, 'Price (EUR)': '9' });
  await desk.presses('Save and put up for sale');
  await desk.reads('It is saved.');
  const id = new URL(page.url()).pathname.split('/').pop() ?? '';

  await desk.main.getByRole('link', { name: 'Change: File to download' }).click();
  await expect(desk.heading(`File to download of ${title}`)).toBeVisible();
  await desk.field('File').setInputFiles({ name: 'Glazes & clays.zip', mimeType: 'application/zip', buffer });
  await desk.presses('Upload a file');
  await desk.reads('The file was added.');
  await expect(desk.main.getByRole('link', { name: 'Glazes & clays.zip' })).toBeVisible();

  const glazes: Product = { kind: 'product', id, page: `/products/${id}`, offer: 'One piece', title: new RegExp(title), price: 900 };
  const { shopper } = await customers.pays([glazes]);
  const download = shopper.page.getByRole('link', { name: /^Download/ });
  await shopper.waitsFor(download);
  const sold = await shopper.page.request.get((await download.getAttribute('href')) ?? '');
  expect(sold.status()).toBe(200);
  expect((await sold.body()).equals(buffer), 'all of the file, unchanged').toBe(true);
});
