import base from './playwright.config';

// How fast a page is, only the production build can say.
process.env.PROFILE ??= 'release';

// `make lighthouse`: what Google's Lighthouse says of the pages that matter most, on a middling phone on a slow line.
export default {
  ...base,
  testDir: 'lighthouse',
  outputDir: 'test-results/lighthouse',
  reporter: 'line',
  workers: 1,
  timeout: 600_000,
  retries: 0,
  use: { trace: 'off' },
  projects: [{ name: 'phone' }],
};
