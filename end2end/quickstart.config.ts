import base from './playwright.config';

// Run by `scripts/quickstart`, on the server of a new app, as README begins one. QUICKSTART_KIND is the kind of app, QUICKSTART_URL
// where it is, QUICKSTART_MAILS the folder of its mails.
export default {
  ...base,
  metadata: {},
  globalSetup: undefined,
  testDir: 'quickstart',
  outputDir: 'test-results/quickstart',
};
