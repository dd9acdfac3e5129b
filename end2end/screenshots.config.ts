import base from './playwright.config';

// `npm run screenshots`: every page and state, phone and desktop, light and dark, for a person to look at. `npm run pictures`: those
// that the README shows.
const [desktop, phone] = base.projects!;

export default {
  ...base,
  testDir: 'screenshots',
  outputDir: 'test-results/screenshots',
  reporter: 'line',
  projects: [desktop, phone].map(({ name, use }) => ({ name, use })),
};
