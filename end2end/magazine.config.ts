import base from './playwright.config';

// `npx playwright test --config magazine.config.ts`: the second app, which is hydrated as a whole. With PROFILE=debug in front it
// drives a development build, which erases types and says why a page cannot be hydrated.
export default { ...base, testDir: 'magazine', outputDir: 'test-results/magazine' };
