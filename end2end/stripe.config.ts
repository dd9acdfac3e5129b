import base from './playwright.config';

// `npx playwright test --config stripe.config.ts`: the shop with Stripe, mocked by localstripe. Its page needs JavaScript.
export default {
  ...base,
  testDir: 'stripe',
  outputDir: 'test-results/stripe',
  projects: base.projects?.filter(({ name }) => !name?.includes('without')),
};
