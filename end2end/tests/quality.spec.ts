import { AxeBuilder } from '@axe-core/playwright';
import { type Page } from '@playwright/test';

import { catalogue, tourOfAnOrder, tourOfTheCatalogue, type Visit } from '../support/tour';
import { expect, test } from '../support/test';

// Pages that answer with a status of their own; the browser notes it as a resource that failed to load.
const onPurpose = /(404 \(Not Found\)|410 \(Gone\)).*\/(order|download|nothing-is-here)/;

/** By how much a page is wider than its window: then it can be moved sideways, and parts of it are out of sight. */
const overflow = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

for (const [name, tour] of Object.entries({ catalogue: tourOfTheCatalogue, 'way to an order': tourOfAnOrder })) {
  test(`the ${name} can be read by everybody and fits its window`, { tag: '@script' }, async ({ page, shopper, complaints }) => {
    test.setTimeout(120_000);
    complaints.excuse(onPurpose);
    const visit: Visit = async (stop) => {
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        const axe = new AxeBuilder({ page });
        // Colours are all that a scheme changes.
        const { violations } = await (colorScheme === 'light' ? axe : axe.withRules('color-contrast')).analyze();
        const found = violations.map(({ id, help, nodes }) => `${id}: ${help} (${nodes.map((node) => node.html).join(' | ')})`);
        expect.soft(found, `${stop}, ${colorScheme}`).toEqual([]);
      }
      await page.emulateMedia({ colorScheme: null, reducedMotion: null });
      expect.soft(await overflow(page), `${stop} is wider than its window`).toBe(0);
    };
    await tour(shopper, visit);
  });

  test(`the ${name} fits its window without JavaScript, too`, { tag: '@plain' }, async ({ page, shopper, complaints }) => {
    test.setTimeout(60_000);
    complaints.excuse(onPurpose);
    await tour(shopper, async (stop) => {
      expect.soft(await overflow(page), `${stop} is wider than its window`).toBe(0);
    });
  });
}

test('whoever only looks around gets no cookie and no session', { tag: ['@desktop', '@script'] }, async ({ context, shopper }) => {
  await tourOfTheCatalogue(shopper, async () => {});
  expect(await context.cookies()).toEqual([]);
});

test('a page without anything interactive loads no script at all', { tag: ['@desktop', '@script'] }, async ({ page }) => {
  const loaded: string[] = [];
  page.on('request', (request) => {
    if (request.resourceType() === 'script' || /\.(js|wasm)$/.test(request.url())) loaded.push(request.url());
  });
  for (const path of ['/', '/albums', '/posters', '/tickets', '/about']) {
    await page.goto(path, { waitUntil: 'networkidle' });
    await expect(page.locator('script[src], script[type=module], link[as=script], link[rel=modulepreload]'), path).toHaveCount(0);
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
