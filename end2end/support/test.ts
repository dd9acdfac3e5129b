import { test as base, expect } from '@playwright/test';

import { Shop } from './shop';
import { Shopper } from './shopper';

export { expect };

/** What the browser's console complained about. */
export class Complaints {
  private readonly heard: { complaint: string; page?: string }[] = [];
  private readonly excused: RegExp[] = [];

  /** A test that breaks something on purpose says which complaint that causes. */
  excuse(complaint: RegExp) {
    this.excused.push(complaint);
  }

  note(complaint: string, page?: string) {
    this.heard.push({ complaint, page });
  }

  /** Those that nobody has excused, and where they were heard. */
  get left(): string[] {
    const left = this.heard.filter(({ complaint }) => !this.excused.some((excuse) => excuse.test(complaint)));
    return left.map(({ complaint, page }) => (page ? `${complaint}, while at ${page}` : complaint));
  }
}

interface TestFixtures {
  complaints: Complaints;
  shopper: Shopper;
}

/** Opens a shop, and has it log no error. */
export const openShop = (settings: Record<string, string> = {}) =>
  async ({}: object, use: (shop: Shop) => Promise<void>) => {
    const shop = await Shop.open('pannier', settings);
    await use(shop);
    expect(await shop.close(), 'what the shop logged as an error').toBe('');
  };

export const test = base.extend<TestFixtures, { shop: Shop }>({
  shop: [openShop(), { scope: 'worker' }],

  baseURL: async ({ shop }, use) => use(shop.url),

  // Every test listens: no page may log an error or a warning, be it of a script, of hydration or of the content policy.
  complaints: [
    async ({ context }, use) => {
      const complaints = new Complaints();
      context.on('console', (message) => {
        if (['error', 'warning'].includes(message.type())) {
          complaints.note(`${message.text()} (${message.location().url})`, message.page()?.url());
        }
      });
      context.on('weberror', (error) => complaints.note(String(error.error())));
      await use(complaints);
      const { left } = complaints;
      expect(left, `the console complained: ${left.join('; ')}`).toEqual([]);
    },
    { auto: true },
  ],

  shopper: async ({ page, javaScriptEnabled }, use) => use(new Shopper(page, javaScriptEnabled ?? true)),
});
