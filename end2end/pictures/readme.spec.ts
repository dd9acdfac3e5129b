import { catalogue } from '../support/tour';
import { download, poster, ticket } from '../support/products';
import { addressInGermany } from '../support/shopper';
import { test } from '../support/test';
import { picture } from './picture';

test('pictures for the README', async ({ page, shopper }, { project }) => {
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  await shopper.opens('/');
  await picture(page, `home-${project.name}`);
  await shopper.opens(catalogue.record);
  if (project.name === 'desktop') await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  await picture(page, project.name === 'desktop' ? 'product-dark' : 'product-phone');
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  for (const product of [download, poster, ticket]) await shopper.adds(product);
  await shopper.goesToCheckout();
  await shopper.answers({ 'Email address': 'ada@example.com', ...addressInGermany });
  await page.evaluate(() => {
    (document.activeElement as HTMLElement | null)?.blur();
    window.scrollTo(0, 0);
  });
  await picture(page, `checkout-${project.name}`);
});
