import { expectAccessible } from '../support/accessibility';
import { test } from './test';
import { tourOfTheMagazine } from './tour';

test('axe has no objection to any page, and each fits its window', { tag: '@script' }, async ({ page, reader }) => {
  test.slow();
  await tourOfTheMagazine(reader, (stop) => expectAccessible(page, stop));
});
