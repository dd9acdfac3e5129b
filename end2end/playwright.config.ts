import { join } from 'node:path';

import { defineConfig } from '@playwright/test';

import { chromium } from './support/chromium';

const desktop = { viewport: { width: 1280, height: 800 } };
const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };
const plain = { javaScriptEnabled: false };

// Tags select the projects of a test: @script needs JavaScript, @plain runs without it only, @desktop runs at one width only. A test
// without a tag runs everywhere.
export default defineConfig({
  testDir: 'tests',
  globalSetup: './support/setup.ts',
  metadata: { app: 'pannier' },
  fullyParallel: true,
  workers: 2,
  timeout: 60_000,
  // Retries once, for a busy machine. The summary lists the tests that needed it.
  retries: 1,
  expect: {
    timeout: 8_000,
    // The baselines of the style guide and of the checkout's accessibility tree; `npm run baselines` updates them.
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
