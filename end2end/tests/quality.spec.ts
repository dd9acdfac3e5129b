import { expectAccessible, overflow } from '../support/accessibility';
import { Shopper } from '../support/shopper';
import { catalogue, tourOfAnOrder, tourOfTheCatalogue } from '../support/tour';
import { expect, test } from '../support/test';

// Pages with an error status, which the browser logs as a resource that failed to load.
const onPurpose = /(404 \(Not Found\)|410 \(Gone\)).*\/(order|download|nothing-is-here)/;

for (const [name, tour] of Object.entries({ catalogue: tourOfTheCatalogue, 'way to an order': tourOfAnOrder })) {
  test(`axe has no objection to the ${name}, and it fits its window`, { tag: '@script' }, async ({ page, shopper, consoleErrors }) => {
    test.slow();
    consoleErrors.allow(onPurpose);
    await tour(shopper, (stop) => expectAccessible(page, stop));
  });

  test(`the ${name} fits its window without JavaScript, too`, { tag: '@plain' }, async ({ page, shopper, consoleErrors }) => {
    consoleErrors.allow(onPurpose);
    await tour(shopper, async (stop) => {
      expect.soft(await overflow(page), `${stop} is wider than its window`).toBe(0);
    });
  });
}

test.describe('where the script does not come', { tag: ['@script', '@desktop'] }, () => {
  test.use({ bypassCSP: true });

  test('axe has no objection to the way to an order', async ({ page, consoleErrors }) => {
    test.slow();
    consoleErrors.allow(onPurpose);
    consoleErrors.allow(/ERR_FAILED|Failed to fetch/);
    // axe is a script itself, so JavaScript is on. The fallback buttons, which appear after a while, are shown at once here.
    await page.route(/\/pkg\/.*\.(js|wasm)$/, (route) => route.abort());
    const otherwise = ['basket', 'basket, a line removed', 'checkout', 'checkout, with errors', 'order, waiting'];
    await tourOfAnOrder(new Shopper(page, false), async (stop) => {
      if (!otherwise.includes(stop)) return;
      await page.addStyleTag({ content: '.pn-fallback { animation: none !important }' });
      await expectAccessible(page, stop);
    });
  });
});

test('looking around the catalogue sets no cookie', { tag: ['@desktop', '@script'] }, async ({ context, shopper }) => {
  await tourOfTheCatalogue(shopper, async () => {});
  expect(await context.cookies()).toEqual([]);
});

test('a page without anything interactive loads no script at all', { tag: ['@desktop', '@script'] }, async ({ page }) => {
  const loaded: string[] = [];
  page.on('request', (request) => {
    if (request.resourceType() === 'script' || /\.(js|wasm)$/.test(request.url())) loaded.push(request.url());
  });
  for (const path of ['/', '/albums', '/posters', '/tickets', '/products', '/about']) {
    await page.goto(path, { waitUntil: 'networkidle' });
    const needless = 'script:not([type="application/ld+json"]), link[as=script], link[rel=modulepreload], leptos-island';
    await expect(page.locator(needless), path).toHaveCount(0);
  }
  expect(loaded).toEqual([]);
});

test('a product can be bought before its script has arrived', { tag: ['@desktop', '@script'] }, async ({ page, shopper }) => {
  await page.route('**/pkg/*', (route) => (/\.(js|wasm)$/.test(route.request().url()) ? new Promise(() => {}) : route.continue()));
  await page.goto(catalogue.record, { waitUntil: 'commit' });
  await page.getByRole('button', { name: 'Add to basket' }).first().click();
  await expect(page).toHaveURL(/\/basket/);
  await expect(page.getByText(/Blue Hour/).first()).toBeVisible();
  await expect(shopper.widget).toHaveAccessibleName('Basket, 1 item');
});
