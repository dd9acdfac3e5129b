import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { type Page, test } from '@playwright/test';

/** Holds the version of the browser that took the baselines: `chromium 156`. */
const file = join(__dirname, '../tests/screenshots/browser.txt');

/**
 * Skips the current test, which compares screenshots, if another version of the browser took the baselines: each version draws text a
 * little differently. Notes the version when the baselines are updated.
 */
export function requireBrowserOfBaselines(page: Page) {
  const browser = page.context().browser();
  if (!browser) throw new Error('The page has no browser.');
  const version = `${browser.browserType().name()} ${browser.version().split('.')[0]}`;
  if (['all', 'changed'].includes(test.info().config.updateSnapshots)) {
    writeFileSync(file, `${version}\n`);
    return;
  }
  const before = readFileSync(file, 'utf8').trim();
  test.skip(version !== before, `the baselines are of ${before}, this is ${version}: npm run baselines`);
}
