import base from './playwright.config';

// Pictures for people, which nothing is compared with. `npm run pictures`: those that the README shows. `npm run gallery`: every page
// and state, phone and desktop, light and dark.
const [desktop, phone] = base.projects!;

export default {
  ...base,
  testDir: 'pictures',
  outputDir: 'test-results/pictures',
  reporter: 'line',
  projects: [desktop, phone].map(({ name, use }) => ({ name, use })),
};
