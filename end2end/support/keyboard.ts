import { type Locator, type Page } from '@playwright/test';

import { expect } from './test';

/** Presses Tab until an element has the focus. Every focused element on the way must have a visible focus ring. */
export async function tabTo(page: Page, target: Locator) {
  await expect(target).toBeVisible();
  for (let stop = 0; stop < 120; stop++) {
    await page.keyboard.press('Tab');
    const unseen = await page.evaluate(() => {
      const element = document.activeElement;
      // After the last element, the focus moves to the browser's own controls.
      if (!element || element === document.body) return null;
      // The parts of a day, each a stop, show rings that belong to the browser.
      if (element.matches('input[type=date]')) return null;
      // The card of a link and the label of a choice show the focus ring.
      for (let around: Element | null = element; around?.closest('main, header, footer, form, .skip-link, .ad-skip'); around = around.parentElement) {
        if (getComputedStyle(around).outlineStyle !== 'none') return null;
      }
      return element.outerHTML;
    });
    expect(unseen, 'the focus cannot be seen').toBeNull();
    if (await target.evaluate((element) => element === document.activeElement)) return;
  }
  throw new Error(`the tab key does not lead to ${target}`);
}
