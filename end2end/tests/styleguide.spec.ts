import { join } from 'node:path';

import { type Page } from '@playwright/test';

import { expectAccessible } from '../support/accessibility';
import { requireBrowserOfBaselines } from '../support/baselines';
import { expect, test } from '../support/test';

// The content policy would block support/screenshots.css. Half size is enough to see moved elements and changed colours, and keeps the
// repository small.
test.use({ bypassCSP: true, deviceScaleFactor: 0.5 });

/** Returns the names of all specimens, or of the requested ones, which must exist. */
async function specimens(page: Page, wanted?: string[]): Promise<string[]> {
  await page.goto('/styleguide');
  const links = await page.locator('.styleguide__specimen > h3 > a').evaluateAll((links) => links.map((link) => link.getAttribute('href') ?? ''));
  const names = links.map((link) => link.replace('/styleguide/', ''));
  expect(names).toEqual(expect.arrayContaining(wanted ?? ['buttons', 'basket-empty', 'checkout', 'order-completed', 'download']));
  return wanted ?? names;
}

async function looksAsItDid(page: Page, names: string[], as: string, prepare = async () => {}) {
  requireBrowserOfBaselines(page);
  // A viewport that needs no scrolling: half a pixel changes the screenshot.
  await page.setViewportSize({ width: page.viewportSize()?.width ?? 0, height: 4000 });
  for (const name of names) {
    await page.goto(`/styleguide/${name}`);
    await prepare();
    await expect.soft(page.locator('#specimen')).toHaveScreenshot(`${name}.${as}.png`);
  }
}

test('every specimen looks as before on a phone', { tag: '@script' }, async ({ page, isMobile }) => {
  test.skip(!isMobile, 'the picture is that of a phone');
  test.slow();
  await looksAsItDid(page, await specimens(page), 'phone');
});

test.describe('on a wide screen', { tag: ['@script', '@desktop'] }, () => {
  const elements = ['type', 'buttons', 'fields', 'choices', 'notices', 'widget'];

  test('specimens with a layout of their own there look as before', async ({ page }) => {
    const wide = ['cards', 'offers', 'basket-many', 'checkout', 'checkout-errors', 'order-completed'];
    await looksAsItDid(page, await specimens(page, wide), 'wide');
  });

  test('the dark scheme looks as before', async ({ page }) => {
    await page.emulateMedia({ colorScheme: 'dark' });
    await looksAsItDid(page, await specimens(page, ['colours', ...elements, 'basket-many']), 'dark');
  });

  test('an app that declares one colour scheme has no colour of the other', async ({ page }) => {
    await page.goto('/styleguide/notices');
    // As an app gets them that does not bundle its styles: in the shop's bundle, `light-dark()` is replaced for old browsers.
    await page.addStyleTag({ path: join(__dirname, '../../style/store/tokens.css') });
    const colours = () =>
      page.locator('.pn-notice--error').evaluate((notice) => {
        const { backgroundColor, color } = getComputedStyle(notice);
        return [backgroundColor, color];
      });
    const [light, dark] = [['rgb(251, 234, 231)', 'rgb(21, 25, 26)'], ['rgb(58, 27, 24)', 'rgb(237, 239, 236)']];
    for (const [colorScheme, preferred, other] of [['light', light, dark], ['dark', dark, light]] as const) {
      await page.emulateMedia({ colorScheme });
      expect(await colours()).toEqual(preferred);
      const declared = await page.addStyleTag({ content: `html { color-scheme: ${colorScheme === 'light' ? 'dark' : 'light'} }` });
      expect(await colours()).toEqual(other);
      await declared.evaluate((style: Element) => style.remove());
    }
  });

  test('the total in the header stays on one line where there is little room', async ({ page }) => {
    await page.goto('/styleguide/widget');
    const height = () => page.locator('.pn-widget__total').last().evaluate((total) => total.getBoundingClientRect().height);
    const before = await height();
    await page.addStyleTag({ content: '.pn-widget { max-width: 4rem }' });
    expect(await height()).toBe(before);
  });

  test('forced colours look as before, and hide nothing', async ({ page }) => {
    await page.emulateMedia({ forcedColors: 'active' });
    await looksAsItDid(page, await specimens(page, [...elements, 'add-to-basket']), 'forced-colours');
  });

  test('pages in a script from right to left look as before, mirrored', async ({ page }) => {
    const mirrored = await specimens(page, ['choices', 'basket-many', 'checkout-errors']);
    await looksAsItDid(page, mirrored, 'mirrored', () => page.evaluate(() => void (document.documentElement.dir = 'rtl')));
  });

  // In parts, which can run in parallel.
  const parts = 4;
  for (let part = 0; part < parts; part++) {
    test(`axe has no objection to any specimen, part ${part + 1} of ${parts}`, async ({ page }) => {
      test.slow();
      for (const name of (await specimens(page)).filter((_, n) => n % parts === part)) {
        await page.goto(`/styleguide/${name}`);
        await expectAccessible(page, name);
      }
    });
  }
});

test('no specimen is wider than a phone', { tag: '@plain' }, async ({ page, isMobile }) => {
  test.skip(!isMobile, 'a wide window has room');
  await page.goto('/styleguide');
  await expect(page.getByRole('heading', { level: 1, name: 'Style guide' })).toBeVisible();
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(wide).toBe(0);
});
