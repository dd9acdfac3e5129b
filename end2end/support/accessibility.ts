import { readFileSync } from 'node:fs';

import { expect, type Page } from '@playwright/test';
import { type AxeResults, type RunOptions } from 'axe-core';

const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

// Colours are all that a scheme changes.
const rules: Record<'light' | 'dark', RunOptions> = { light: {}, dark: { runOnly: ['color-contrast'] } };

/** By how much a page is wider than its window: then it can be moved sideways, and parts of it are out of sight. */
export const overflow = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

/** Expects that axe finds nothing to object to, in light and dark, and that the page fits its window. */
export async function expectAccessible(page: Page, stop: string) {
  // Once for both schemes, into every frame. The browser's debugger brings it, which no content policy stops. The builder of
  // @axe-core/playwright brings it four times, and opens a page of its own for each report: that took longer than the checks.
  await Promise.all(page.frames().map((frame) => frame.evaluate(axe)));
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    expect.soft(await violations(page, rules[colorScheme]), `${stop}, ${colorScheme}`).toEqual([]);
  }
  await page.emulateMedia({ colorScheme: null, reducedMotion: null });
  expect.soft(await overflow(page), `${stop} is wider than its window`).toBe(0);
}

function violations(page: Page, options: RunOptions): Promise<string[]> {
  return page.evaluate(async (options) => {
    const { axe } = window as unknown as { axe: { run(options: RunOptions): Promise<AxeResults> } };
    const { violations } = await axe.run({ ...options, resultTypes: ['violations'] });
    return violations.map(({ id, help, nodes }) => `${id}: ${help} (${nodes.map(({ html }) => html).join(' | ')})`);
  }, options);
}
