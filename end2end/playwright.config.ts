import { join } from 'node:path';

import { defineConfig } from '@playwright/test';

import { chromium } from './support/chromium';

const desktop = { viewport: { width: 1280, height: 800 } };
const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };
const plain = { javaScriptEnabled: false };

// A test says by its tag where it makes sense: @script needs JavaScript, @plain is about life without it, @desktop is
// enough once. A test without a tag is a promise that holds everywhere.
export default defineConfig({
  testDir: 'tests',
  globalSetup: './support/setup.ts',
  metadata: { app: 'pannier' },
  fullyParallel: true,
  workers: 2,
  timeout: 60_000,
  // Once more, for a machine that was busy with something else. What it takes a second try for is named at the end.
  retries: 1,
  expect: {
    timeout: 8_000,
    // What the style guide looks like and what a screen reader has of the checkout is kept in the repository: `npm run baselines` renews it.
    toHaveScreenshot: { pathTemplate: '{testDir}/screenshots/{arg}{ext}', stylePath: join(__dirname, 'support/screenshots.css'), scale: 'device', maxDiffPixelRatio: 0.02 },
    toMatchAriaSnapshot: { pathTemplate: '{testDir}/aria/{arg}{ext}' },
  },
  forbidOnly: Boolean(process.env.CI),
  reporter: [['list'], ['html', { open: 'never' }], ['./support/summary.ts']],
  use: {
    launchOptions: chromium,
    locale: 'en-GB',
    trace: { mode: 'on-first-retry', screenshots: false },
    screenshot: 'only-on-failure',
  },
  projects: [
    { name: 'desktop', use: desktop, grepInvert: /@plain/ },
    { name: 'phone', use: phone, grepInvert: /@plain|@desktop/ },
    { name: 'desktop without JavaScript', use: { ...desktop, ...plain }, grepInvert: /@script/ },
    { name: 'phone without JavaScript', use: { ...phone, ...plain }, grepInvert: /@script|@desktop/ },
  ],
});
