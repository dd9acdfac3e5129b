import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { type Page } from '@playwright/test';

import { catalogue } from '../support/tour';
import { download, poster, ticket } from '../support/products';
import { addressInGermany } from '../support/shopper';
import { test } from '../support/test';

const folder = join(__dirname, '../../docs/pictures');

/** Takes a screenshot of the viewport as WebP, a fifth of the size of a PNG. */
async function picture(page: Page, name: string) {
  await page.evaluate(() => Promise.all([...document.images].filter((image) => image.loading !== 'lazy').map((image) => image.decode())));
  await page.evaluate(() => new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted))));
  const browser = await page.context().newCDPSession(page);
  const { data } = await browser.send('Page.captureScreenshot', { format: 'webp', quality: 82 });
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${name}.webp`), Buffer.from(data, 'base64'));
}

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
