import base from './playwright.config';

// Only the production build has meaningful timings.
process.env.PROFILE ??= 'release';

// `make lighthouse`: runs Google's Lighthouse on the four main pages and on a product with photographs, as a mid-range phone on a slow line.
export default {
  ...base,
  testDir: 'lighthouse',
  outputDir: 'test-results/lighthouse',
  reporter: 'line',
  workers: 1,
  timeout: 600_000,
  retries: 0,
  use: { ...base.use, trace: 'off' },
  projects: [{ name: 'phone' }],
};
