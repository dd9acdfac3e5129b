import { readdirSync } from 'node:fs';

import { type Request } from '@playwright/test';

import { siteOf } from '../support/build';
import { download } from '../support/products';
import { expect, test } from '../support/test';
import { comparable, expectAtMost, measured } from '../support/weight';

const kinds = { WASM: '.wasm', JavaScript: '.js', CSS: '.css' };
const pages = { home: '/', product: '/albums/blue-hour', basket: '/basket', checkout: '/checkout' };

// A browser with an empty cache requests each file once.
test.describe('what a first visit loads', { tag: ['@script', '@desktop'] }, () => {
  test.skip(!comparable, 'the usual standard library is larger');

  for (const [name, path] of Object.entries(pages)) {
    test(`${name}: no more bytes than measured`, async ({ page, shopper }) => {
      const finished: Request[] = [];
      page.on('requestfinished', (request) => finished.push(request));
      if (['basket', 'checkout'].includes(name)) await shopper.alreadyHas(download);
      await shopper.opens(path);
      // Requests in flight count as well.
      await page.waitForLoadState('networkidle');
      for (const [kind, ending] of Object.entries(kinds)) {
        const files = finished.filter((request) => new URL(request.url()).pathname.endsWith(ending));
        const sizes = await Promise.all(files.map((file) => file.sizes()));
        const bytes = sizes.reduce((sum, { responseBodySize }) => sum + responseBodySize, 0);
        const usual = measured.get(`${name} ${kind}`) ?? 0;
        expect(bytes > 0, `${kind} is loaded`).toBe(usual > 0);
        expectAtMost(bytes, usual, kind);
      }
    });
  }
});

test('the site holds nothing that no page loads, such as the types of its script', { tag: ['@plain', '@desktop'] }, () => {
  const files = readdirSync(siteOf('pannier'), { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
  const names = files.map(({ name }) => name);
  expect(names.length).toBeGreaterThan(10);
  expect(names.filter((name) => !/\.(css|js|png|svg|wasm)(\.br|\.gz)?$/.test(name))).toEqual([]);
});
