import { join } from 'node:path';

import { tourOfAnOrder, tourOfTheCatalogue, type Visit } from '../support/tour';
import { test } from '../support/test';

for (const tour of [tourOfTheCatalogue, tourOfAnOrder]) {
  test(`pictures of ${tour.name}`, async ({ page, shopper, consoleErrors }, { project }) => {
    test.setTimeout(120_000);
    consoleErrors.allow(/./);
    const visit: Visit = async (stop) => {
      const name = stop.replaceAll(/[^a-z]+/g, '-');
      // Loads the pictures further down, which load on scrolling.
      await page.evaluate(async () => {
        const pictures = [...document.images];
        for (const picture of pictures) picture.loading = 'eager';
        await Promise.all(pictures.map((picture) => picture.decode()));
      });
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        const path = join(__dirname, 'gallery', `${name}.${project.name}.${colorScheme}.png`);
        await page.screenshot({ path, fullPage: true, animations: 'disabled' });
      }
    };
    await tour(shopper, visit);
  });
}
