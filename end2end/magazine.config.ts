import base from './playwright.config';

// `npx playwright test --config magazine.config.ts`: the example app, which is hydrated as a whole.
export default { ...base, metadata: { app: 'magazine' }, testDir: 'magazine', outputDir: 'test-results/magazine' };
