import { join } from 'node:path';

import { tourOfAnOrder, tourOfTheCatalogue, type Visit } from '../support/tour';
import { test } from '../support/test';

for (const tour of [tourOfTheCatalogue, tourOfAnOrder]) {
  test(`pictures of ${tour.name}`, async ({ page, shopper, complaints }, { project }) => {
    test.setTimeout(120_000);
    complaints.excuse(/./);
    const visit: Visit = async (stop) => {
      const name = stop.replaceAll(/[^a-z]+/g, '-');
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme });
        await page.screenshot({ path: join(__dirname, 'taken', `${name}.${project.name}.${colorScheme}.png`), fullPage: true });
      }
    };
    await tour(shopper, visit);
  });
}
