import base from './playwright.config';

// Screenshots for readers, not for comparison. `npm run pictures` takes those of the README. `npm run gallery` takes every page and
// state, on phone and desktop, in light and dark.
const [desktop, phone] = base.projects!;

export default {
  ...base,
  testDir: 'pictures',
  outputDir: 'test-results/pictures',
  reporter: 'line',
  projects: [desktop, phone].map(({ name, use }) => ({ name, use })),
};
