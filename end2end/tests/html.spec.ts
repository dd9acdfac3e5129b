import { SentPages } from '../support/html';
import { poster } from '../support/products';
import { Shopper } from '../support/shopper';
import { expect, test } from '../support/test';
import { tourOfAnOrder } from '../support/tour';

/** The page in another language that is in the place of this one. */
const inGerman = (path: string) => `/de${path.replace(/^\/de(?=\/|$)/, '')}`;

// The checker reads what the server sends, so scripts and the width do not matter.
test.describe('the HTML checker of the W3C says nothing about', { tag: ['@plain', '@desktop'] }, () => {
  test('any page that links lead to, with a basket and without', async ({ page, shopper }) => {
    test.slow();
    const pages = new SentPages(page.request);
    await pages.crawl(['/', '/de'], 'without a basket');
    await shopper.alreadyHas(poster);
    await pages.crawl(['/', '/de', '/checkout', '/de/checkout'], 'with a basket');
    expect(pages.count).toBeGreaterThan(150);
    expect(await pages.complaints()).toEqual([]);
  });

  test('any page on the way to an order, in both languages', async ({ page, consoleErrors }) => {
    test.slow();
    consoleErrors.allow(/(404 \(Not Found\)|410 \(Gone\)).*\/(order|download|nothing-is-here)/);
    const pages = new SentPages(page.request);
    await tourOfAnOrder(new Shopper(page, false), async (stop) => {
      const { pathname, search } = new URL(page.url());
      for (const path of new Set([pathname, inGerman(pathname)])) await pages.add(path + search, stop);
    });
    expect(pages.count).toBeGreaterThan(25);
    expect(await pages.complaints()).toEqual([]);
  });
});
