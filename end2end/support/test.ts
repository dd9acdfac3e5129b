import { test as base, expect } from '@playwright/test';

import { Shop } from './shop';
import { Shopper } from './shopper';

export { expect };

/** The errors and warnings in the browser's console. */
export class ConsoleErrors {
  private readonly logged: { message: string; page?: string }[] = [];
  private readonly allowed: RegExp[] = [];

  /** Allows a message, for a test that breaks something on purpose. */
  allow(message: RegExp) {
    this.allowed.push(message);
  }

  log(message: string, page?: string) {
    this.logged.push({ message, page });
  }

  /** The messages that no test has allowed, with their page. */
  get unexpected(): string[] {
    const unexpected = this.logged.filter(({ message }) => !this.allowed.some((allowed) => allowed.test(message)));
    return unexpected.map(({ message, page }) => (page ? `${message}, while at ${page}` : message));
  }
}

interface TestFixtures {
  consoleErrors: ConsoleErrors;
  shopper: Shopper;
}

/** Fixture that starts a shop, and expects no errors in its log, except `onPurpose`: what a test breaks. */
export const openShop = (settings: Record<string, string> = {}, onPurpose?: RegExp) =>
  async ({}: object, use: (shop: Shop) => Promise<void>) => {
    const shop = await Shop.open('pannier', settings);
    await use(shop);
    const errors = (await shop.close()).split('\n').filter((line) => !onPurpose?.test(line));
    expect(errors.join('\n'), 'what the shop logged as an error').toBe('');
  };

export const test = base.extend<TestFixtures, { shop: Shop }>({
  shop: [openShop(), { scope: 'worker' }],

  baseURL: async ({ shop }, use) => use(shop.url),

  // In every test, no page may log an error or a warning, whether from a script, hydration or the content policy.
  consoleErrors: [
    async ({ context }, use) => {
      const consoleErrors = new ConsoleErrors();
      context.on('console', (message) => {
        if (['error', 'warning'].includes(message.type())) {
          consoleErrors.log(`${message.text()} (${message.location().url})`, message.page()?.url());
        }
      });
      context.on('weberror', (error) => consoleErrors.log(String(error.error())));
      await use(consoleErrors);
      const { unexpected } = consoleErrors;
      expect(unexpected, `errors in the console: ${unexpected.join('; ')}`).toEqual([]);
    },
    { auto: true },
  ],

  shopper: async ({ page, javaScriptEnabled }, use) => use(new Shopper(page, javaScriptEnabled ?? true)),
});
