import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { type Page } from '@playwright/test';

const folder = join(__dirname, '../../docs/pictures');

/** Takes a screenshot of the viewport as WebP, a fifth of the size of a PNG. */
export async function picture(page: Page, name: string) {
  await page.evaluate(() => Promise.all([...document.images].filter((image) => image.loading !== 'lazy').map((image) => image.decode())));
  await page.evaluate(() => new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted))));
  const browser = await page.context().newCDPSession(page);
  const { data } = await browser.send('Page.captureScreenshot', { format: 'webp', quality: 82 });
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, `${name}.webp`), Buffer.from(data, 'base64'));
}
