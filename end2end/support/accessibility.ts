import { readFileSync } from 'node:fs';

import { expect, type Page } from '@playwright/test';
import { type AxeResults, type RunOptions } from 'axe-core';

const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

// The dark scheme changes colours only.
const rules: Record<'light' | 'dark', RunOptions> = { light: {}, dark: { runOnly: ['color-contrast'] } };

/** Returns the number of pixels by which a page overflows its viewport horizontally. */
export const overflow = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

/** Expects that axe finds no violations, in light and dark, and that the page does not overflow its viewport. */
export async function expectAccessible(page: Page, stop: string) {
  // Injects axe once for both schemes, into every frame, with the debugger, to which no content policy applies. The builder of
  // @axe-core/playwright injects it four times and opens a page for each report, which took longer than the checks.
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
