import base from './playwright.config';

// `npx playwright test --config stripe.config.ts`: the shop with Stripe, which localstripe stands in for. Its page needs JavaScript.
export default {
  ...base,
  testDir: 'stripe',
  outputDir: 'test-results/stripe',
  projects: base.projects?.filter(({ name }) => !name?.includes('without')),
};
