import { type Locator } from '@playwright/test';

import { Shop } from '../support/shop';
import { Shopper } from '../support/shopper';
import { expect, test as base } from '../support/test';

export { expect };

/** A shopper of the magazine, which has its own labels and paths. */
export class Reader extends Shopper {
  override get widget(): Locator {
    return this.page.getByRole('banner').getByRole('link', { name: /Basket,/ });
  }

  /** The sentence in the footer. */
  get badge(): Locator {
    return this.page.getByRole('contentinfo').getByText('in your basket');
  }

  /** Expects the same basket everywhere on the page. */
  async seesInBag(pieces: number, total: string) {
    await expect(this.widget).toContainText(`${pieces} item`);
    await expect(this.widget).toContainText(total);
    // The badge is rendered in the browser; without JavaScript there is only the widget.
    if (this.scripted) await expect(this.badge).toHaveText(new RegExp(`You have ${pieces} items? in your basket, for ${total}\\.`));
  }

  /** Takes an issue with the magazine's own button. */
  async takes(number: number) {
    await this.opens(`/issues/no-${number}`);
    const saved = this.saved('basket/add');
    await this.page.getByRole('button', { name: `Take No. ${number}` }).click();
    await saved;
    if (!this.scripted) await expect(this.page).toHaveURL(/\/shop\/basket/);
  }

  /** Subscribes with the store's button. */
  async subscribes(term = 'One year') {
    await this.opens('/subscribe');
    const item = this.page.getByRole('listitem').filter({ has: this.page.getByRole('heading', { name: term }) });
    const saved = this.saved('basket/add');
    await item.getByRole('button', { name: 'Subscribe' }).click();
    await saved;
    if (!this.scripted) await expect(this.page).toHaveURL(/\/shop\/basket/);
  }

  override async goesToCheckout() {
    await this.opens('/shop/basket');
    await this.page.getByRole('link', { name: 'Checkout' }).click();
    await expect(this.page.getByRole('heading', { name: 'Checkout' })).toBeVisible();
    await this.waitsForIslands();
  }

  override async pays() {
    await this.agrees();
    await this.payButton.click();
    await expect(this.page.getByRole('heading', { name: 'The honesty box' })).toBeVisible();
    await this.waitsForIslands();
  }

  /** Presses a button of the honesty box, and waits for the order's page. */
  async says(words: string) {
    await this.page.getByRole('button', { name: words }).click();
    await expect(this.page).toHaveURL(/\/shop\/order\//);
    await this.waitsForIslands();
  }
}

export const test = base.extend<{ reader: Reader }, object>({
  shop: [
    async ({}, use) => {
      const magazine = await Shop.open('magazine');
      await use(magazine);
      expect(await magazine.close(), 'what the magazine logged as an error').toBe('');
    },
    { scope: 'worker' },
  ],
  reader: async ({ page, javaScriptEnabled }, use) => use(new Reader(page, javaScriptEnabled ?? true)),
});
