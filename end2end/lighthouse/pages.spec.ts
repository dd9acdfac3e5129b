import type { Page } from '@playwright/test';

import { expect, test } from '../support/admin';
import { audit } from './audit';

const runs = Number(process.env.RUNS ?? 5);

test('the pages that matter most are what they promise to be', async ({ shop }) => {
  const cookie = await basketOf(shop.url, ['album', 'blue-hour'], ['poster', 'dunes/a3']);
  const broken: string[] = [];
  printHeading('The main pages');
  for (const [name, path, session] of [
    ['home', '/', ''],
    ['product', '/albums/blue-hour', ''],
    ['basket', '/basket', cookie],
    ['checkout', '/checkout', cookie],
  ]) {
    const { scores, largestPaint, blocked, shift } = await printed(name, shop.url + path, session);
    const kept = scores.every((score) => score === 100) && largestPaint < 1200 && blocked === 0 && shift === 0;
    if (!kept) broken.push(name);
  }
  expect(broken, 'pages below the promise').toEqual([]);
});

test('a product with photographs loses no point', async ({ page, desk, shop }) => {
  const photographs = await Promise.all([1, 2, 3].map(async (n) => ({ name: `IMG_${n}.jpg`, mimeType: 'image/jpeg', buffer: await drawn(page) })));
  const sizes = photographs.map(({ buffer }) => `${(buffer.length / 1e6).toFixed(1)} MB`);
  await desk.signsIn('owner');
  await page.goto('/admin/products');
  await desk.main.getByRole('link', { name: 'Add: Thing', exact: true }).click();
  await desk.fills({ 'Title (English)': 'Harbor Mug', 'Price (EUR)': '12.90' });
  await desk.presses('Save as draft');
  await desk.main.getByRole('link', { name: 'Change: Pictures' }).click();
  for (const [n, photograph] of photographs.entries()) {
    const row = desk.main.getByRole('group', { name: `Picture ${n + 1}`, exact: true });
    await row.getByLabel('File', { exact: true }).setInputFiles(photograph);
    await row.getByLabel('Alternative text (English)', { exact: true }).fill('A mug on a quay');
  }
  await desk.presses('Upload the pictures');
  await desk.reads('The pictures were added.');
  await desk.main.getByRole('link', { name: 'Back to Harbor Mug' }).click();
  await desk.does('Put up for sale');
  await desk.reads('It is for sale.');
  printHeading(`Photographs of ${sizes.join(', ')}`);
  const { scores, shift } = await printed('product', `${shop.url}/products/harbor-mug`);
  expect(scores).toEqual([100, 100, 100, 100]);
  expect(shift).toBe(0);
});

const row = (...cells: (string | number)[]) => cells.map((cell, n) => String(cell)[n ? 'padStart' : 'padEnd'](n ? 9 : 10)).join('');
const printHeading = (title: string) => console.log(`\n${title}\n${row('', 'perform.', 'access.', 'practice', 'SEO', 'LCP', 'TBT', 'scripts', 'CLS', 'bytes')}`);

/** Audits a page, and prints the result. */
async function printed(name: string, url: string, cookie = '') {
  const result = await audit(url, cookie, runs);
  const { scores, largestPaint, blocked, blockedByScripts, shift, bytes, faults } = result;
  const times = [`${(largestPaint / 1000).toFixed(2)} s`, `${blocked.toFixed()} ms`, `${blockedByScripts.toFixed()} ms`, shift.toFixed(3)];
  console.log(row(name, ...scores, ...times, `${(bytes / 1000).toFixed()} kB`));
  for (const fault of faults) console.log(`          ${fault}`);
  return result;
}

/** Returns a photograph of 12 megapixels. The browser draws it: shapes of all sizes, and grain, so that it compresses as one does. */
async function drawn(page: Page): Promise<Buffer> {
  const encoded = await page.evaluate(() => {
    const canvas = (width: number, height: number) => Object.assign(document.createElement('canvas'), { width, height });
    const photograph = canvas(4000, 3000);
    const context = photograph.getContext('2d')!;
    for (let width = 4, layer = 1; width <= 4096; width *= 2, layer++) {
      const shapes = canvas(width, (width * 3) / 4);
      const pixels = new ImageData(shapes.width, shapes.height);
      for (let n = 0; n < pixels.data.length; n++) pixels.data[n] = n % 4 === 3 ? 255 : 256 * Math.random();
      shapes.getContext('2d')!.putImageData(pixels, 0, 0);
      context.globalAlpha = layer === 1 ? 1 : 0.5 / layer;
      context.drawImage(shapes, 0, 0, photograph.width, photograph.height);
    }
    return photograph.toDataURL('image/jpeg', 0.92);
  });
  return Buffer.from(encoded.slice(encoded.indexOf(',') + 1), 'base64');
}

/** Returns the session cookie of a visitor with these items in the basket. */
async function basketOf(shop: string, ...products: [kind: string, id: string][]): Promise<string> {
  let cookie = '';
  for (const [kind, id] of products) {
    const answer = await fetch(`${shop}/pannier/basket/add`, {
      method: 'POST',
      headers: { accept: 'application/json', 'sec-fetch-site': 'same-origin', cookie },
      body: new URLSearchParams({ kind, id, quantity: '1' }),
    });
    if (!answer.ok) throw new Error(`${kind}/${id}: ${answer.status}`);
    cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? cookie;
  }
  return cookie;
}
