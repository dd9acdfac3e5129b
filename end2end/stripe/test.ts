import { expect, test as base } from '../support/test';
import { Shop } from '../support/shop';
import { Stripe } from '../support/stripe';

export { expect };

/** Test cards (https://docs.stripe.com/testing). */
export const cards = { good: '4242424242424242', declined: '4000000000000341', authenticated: '4000002500003155' };

/** Tests of a shop with Stripe. */
export const test = base.extend<object, { element: 'card' | 'payment'; stripe: Stripe }>({
  /** The element: localstripe's Stripe.js has the one for cards. */
  element: ['card', { option: true, scope: 'worker' }],

  stripe: [
    async ({ element }, use) => {
      const stripe = await Stripe.open(element);
      await use(stripe);
      await stripe.close();
    },
    { scope: 'worker' },
  ],

  shop: [
    async ({ stripe }, use) => {
      const shop = await Shop.open('pannier', stripe.settings);
      await stripe.sendsWebhooksTo(shop.url);
      await use(shop);
      expect(await shop.close(), 'what the shop logged as an error').toBe('');
    },
    { scope: 'worker' },
  ],
});
