import { expect, type Locator, type Page } from '@playwright/test';

import { type Good } from './goods';

/** The labels of the checkout's fields and what to type there. A field that is a list is chosen from. */
export type Answers = Record<string, string>;

export const addressInGermany: Answers = {
  'Full name': 'Ada Lovelace',
  Address: 'Invalidenstraße 43',
  'Postal code': '10115',
  City: 'Berlin',
};

/** A shopper in front of a browser, with or without JavaScript. */
export class Shopper {
  readonly email = `ada.${Math.random().toString(36).slice(2)}@example.com`;

  constructor(
    readonly page: Page,
    readonly scripted: boolean,
  ) {}

  /** Opens a page, and waits until it can be used. */
  async opens(path: string) {
    await this.page.goto(path);
    await this.waitsForIslands();
  }

  /** The page says when its islands are live. One without an island never does. */
  async waitsForIslands() {
    if (!this.scripted) return;
    await this.page.waitForLoadState();
    if (await this.page.locator('script[type=module]').count()) {
      await expect(this.page.locator('html')).toHaveAttribute('data-hydrated');
    }
  }

  /** The part of a product page that sells one thing. */
  offer(good: Good): Locator {
    return this.page.getByRole('listitem').filter({ has: this.page.getByRole('heading', { name: good.offer, exact: true }) });
  }

  /** Puts a good into the basket from its page. */
  async adds(good: Good, pieces = 1) {
    await this.opens(good.page);
    const offer = this.offer(good);
    if (pieces !== 1) await offer.getByLabel('Quantity').fill(String(pieces));
    const saved = this.saved('basket/add');
    await offer.getByRole('button', { name: 'Add to basket' }).click();
    await saved;
    if (!this.scripted) await expect(this.page).toHaveURL(/\/basket/);
  }

  /** Has a good in the basket already: for tests that are about what comes after. */
  async alreadyHas(good: Good, pieces = 1) {
    const added = await this.page.request.post('/pannier/basket/add', {
      form: { kind: good.kind, id: good.id, quantity: pieces },
      headers: { accept: 'application/json', 'sec-fetch-site': 'same-origin' },
    });
    expect(added.ok(), `${good.kind} ${good.id} is added`).toBe(true);
  }

  /** Is at the checkout already, with these goods and what was in the basket before. */
  async isAtCheckoutWith(...goods: Good[]) {
    for (const good of goods) await this.alreadyHas(good);
    await this.opens('/checkout');
    await expect(this.page.getByRole('heading', { name: 'Checkout' })).toBeVisible();
  }

  /**
   * Waits until the store has answered to a change, as a test that goes on elsewhere has to. Without JavaScript the answer
   * leads to another page, and whoever left before that one has come would be taken back to it.
   */
  saved(change: string): Promise<unknown> {
    const answered = this.page.waitForResponse((answer) => answer.url().endsWith(`/pannier/${change}`));
    return this.scripted ? answered : Promise.all([answered, this.page.waitForEvent('framenavigated')]);
  }

  /** A line of the basket page. */
  line(good: Good): Locator {
    return this.page.getByRole('listitem').filter({ hasText: good.title });
  }

  /** A message. It may stand a second time in a region that is there for screen readers only. */
  message(text: string | RegExp): Locator {
    return this.page.getByText(text).first();
  }

  /** How many pieces the store says are in the basket, whatever a page may show. */
  async piecesInTheStore(): Promise<number> {
    const headers = { accept: 'application/json', 'sec-fetch-site': 'same-origin' };
    return (await (await this.page.request.post('/pannier/basket', { headers })).json()).count;
  }

  /** The link in the header. */
  get widget(): Locator {
    return this.page.getByRole('link', { name: /^Basket,/ });
  }

  async goesToCheckout() {
    await this.opens('/basket');
    await this.page.getByRole('link', { name: 'Checkout' }).click();
    await expect(this.page.getByRole('heading', { name: 'Checkout' })).toBeVisible();
    await this.waitsForIslands();
  }

  async answers(answers: Answers) {
    for (const [label, answer] of Object.entries(answers)) await this.field(label).fill(answer);
  }

  /** A field of the checkout by its label, which may say that it is optional. */
  field(label: string): Locator {
    return this.page.getByLabel(new RegExp(`^${label}( \\(optional\\))?$`));
  }

  get payButton(): Locator {
    return this.page.getByRole('button', { name: /^Pay / });
  }

  /** Presses "Pay" and arrives at the gateway. */
  async pays() {
    await this.payButton.click();
    await expect(this.page.getByText('Sandbox gateway.')).toBeVisible();
  }

  /** From nothing to the gateway's page, by the shortest way. Answers with its address. */
  async ordersUpToPayment(...goods: Good[]): Promise<string> {
    await this.isAtCheckoutWith(...goods);
    await this.answers({ 'Email address': this.email });
    if (await this.field('Country').isVisible()) await this.answers(addressInGermany);
    await this.pays();
    return this.page.url();
  }

  /** Presses a button of the gateway's page. */
  async decides(button: string) {
    await this.page.getByRole('button', { name: new RegExp(`^${button}( |$|\\.)`) }).first().click();
  }

  /** Pays at the gateway, by a button that ends in a paid order. Answers with the order's number. */
  async paysBy(button = 'Approve the payment'): Promise<number> {
    await this.decides(button);
    await this.seesOrder(/is paid/);
    return this.orderNumber();
  }

  /** Waits on the order's page for a heading. */
  async seesOrder(heading: RegExp) {
    await expect(this.page).toHaveURL(/\/order\//);
    await this.waitsFor(this.page.getByRole('heading', { level: 1, name: heading }));
  }

  /** Waits for what comes to the order's page by itself. Without JavaScript, a shopper asks again by the link for that. */
  async waitsFor(news: Locator) {
    if (this.scripted) {
      await expect(news).toBeVisible({ timeout: 15_000 });
      return;
    }
    await expect(async () => {
      if (await news.isHidden()) await this.page.getByRole('link', { name: 'Check again' }).click({ timeout: 500 });
      await expect(news).toBeVisible({ timeout: 500 });
    }).toPass({ timeout: 15_000 });
  }

  /** The number of the order whose page is shown. */
  async orderNumber(): Promise<number> {
    const heading = await this.page.getByRole('heading', { level: 1 }).textContent();
    return Number(/\d+/.exec(heading ?? '')?.[0]);
  }
}
