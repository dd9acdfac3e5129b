import { expect, type Locator, type Page } from '@playwright/test';

import { type Product } from './products';

/** Values for the checkout's fields, by label. */
export type Answers = Record<string, string>;

export const addressInGermany: Answers = {
  'Full name': 'Ada Lovelace',
  Address: 'Invalidenstraße 43',
  'Postal code': '10115',
  City: 'Berlin',
};

/** A shopper with a browser, with or without JavaScript. */
export class Shopper {
  readonly email = `ada.${Math.random().toString(36).slice(2)}@example.com`;

  constructor(
    readonly page: Page,
    readonly scripted: boolean,
  ) {}

  /** Opens a page and waits until it is interactive. */
  async opens(path: string) {
    await this.page.goto(path);
    await this.waitsForIslands();
  }

  /** Waits until the islands of the page are hydrated, if it has any. */
  async waitsForIslands() {
    if (!this.scripted) return;
    await this.page.waitForLoadState();
    if (await this.page.locator('script[type=module]').count()) {
      await expect(this.page.locator('html')).toHaveAttribute('data-hydrated');
    }
  }

  /** The offer of an item on its product page. */
  offer(product: Product): Locator {
    return this.page.getByRole('listitem').filter({ has: this.page.getByRole('heading', { name: product.offer, exact: true }) });
  }

  /** Adds an item to the basket on its page. */
  async adds(product: Product, pieces = 1) {
    await this.opens(product.page);
    const offer = this.offer(product);
    if (pieces !== 1) await offer.getByLabel('Quantity').fill(String(pieces));
    const saved = this.saved('basket/add');
    await offer.getByRole('button', { name: 'Add to basket' }).click();
    await saved;
    if (!this.scripted) await expect(this.page).toHaveURL(/\/basket/);
  }

  /** Adds an item by request, for tests of later steps. */
  async alreadyHas(product: Product, pieces = 1) {
    const added = await this.page.request.post('/pannier/basket/add', {
      form: { kind: product.kind, id: product.id, quantity: pieces },
      headers: { accept: 'application/json', 'sec-fetch-site': 'same-origin' },
    });
    expect(added.ok(), `${product.kind} ${product.id} is added`).toBe(true);
  }

  /** Opens the checkout after adding these items by request. */
  async isAtCheckoutWith(...products: Product[]) {
    for (const product of products) await this.alreadyHas(product);
    await this.opens('/checkout');
    await expect(this.page.getByRole('heading', { name: 'Checkout' })).toBeVisible();
  }

  /** Opens the checkout with these items, and fills in what it asks for. */
  async isReadyToPayFor(...products: Product[]) {
    await this.isAtCheckoutWith(...products);
    await this.answers({ 'Email address': this.email });
    if (await this.field('Full name').isVisible()) await this.answers(addressInGermany);
    await this.agrees();
  }

  /**
   * Waits for the response to a change, before the test navigates elsewhere. Without JavaScript, the response loads another page,
   * which would replace the one that the test has opened meanwhile.
   */
  saved(change: string): Promise<unknown> {
    const answered = this.page.waitForResponse((answer) => answer.url().endsWith(`/pannier/${change}`));
    return this.scripted ? answered : Promise.all([answered, this.page.waitForEvent('framenavigated')]);
  }

  /** A line of the basket page. */
  line(product: Product): Locator {
    return this.page.getByRole('listitem').filter({ hasText: product.title });
  }

  /** A message. It may appear a second time, in a region for screen readers. */
  message(text: string | RegExp): Locator {
    return this.page.getByText(text).first();
  }

  /** Returns the number of pieces in the basket according to the store, not the page. */
  async piecesInTheStore(): Promise<number> {
    const headers = { accept: 'application/json', 'sec-fetch-site': 'same-origin' };
    return (await (await this.page.request.post('/pannier/basket', { headers })).json()).count;
  }

  /** The basket link in the header. */
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

  /** A field of the checkout by its label, with or without "(optional)". The fields of a company have the same labels. */
  field(label: string): Locator {
    return this.labelled(label).and(this.page.locator(':not(.pn-company *)'));
  }

  /** A field of a company at the checkout, once "I'm buying for a company" is open. */
  companyField(label: string): Locator {
    return this.labelled(label).and(this.page.locator('.pn-company *'));
  }

  private labelled(label: string): Locator {
    return this.page.getByLabel(new RegExp(`^${label}( \\(optional\\))?$`));
  }

  /** Opens what is closed until it is needed, such as the field for a code. */
  async unfolds(question: string) {
    const summary = this.page.locator('summary', { hasText: question });
    if (await summary.evaluate((summary) => summary.parentElement?.hasAttribute('open') === false)) await summary.click();
  }

  /** Ticks what has to be agreed to, if there is anything. */
  async agrees() {
    for (const tick of await this.page.locator('.pn-tick input[required]').all()) await tick.check();
  }

  /** Chooses the country of the checkout, and waits for its page. */
  async livesIn(country: string) {
    const answered = this.saved('checkout');
    await this.field('Country').selectOption({ label: country });
    if (!this.scripted) await this.page.getByRole('button', { name: 'Update for this country' }).click();
    await answered;
  }

  get payButton(): Locator {
    return this.page.getByRole('button', { name: /^Pay / });
  }

  /** Presses "Pay" and waits for the gateway's page. */
  async pays() {
    await this.agrees();
    await this.payButton.click();
    await expect(this.page.getByText('Sandbox gateway.')).toBeVisible();
  }

  /** Orders these items up to the gateway's page, in as few steps as possible. Returns its URL. */
  async ordersUpToPayment(...products: Product[]): Promise<string> {
    await this.isReadyToPayFor(...products);
    await this.pays();
    return this.page.url();
  }

  /** Presses a button on the gateway's page. */
  async decides(button: string) {
    await this.page.getByRole('button', { name: new RegExp(`^${button}( |$|\\.)`) }).first().click();
  }

  /** Pays at the gateway, with a button that leads to a paid order. Returns the order's number. */
  async paysBy(button = 'Approve the payment'): Promise<number> {
    await this.decides(button);
    await this.seesOrder(/is paid/);
    return this.orderNumber();
  }

  /** Leaves the gateway's page for the order that is waiting for payment. */
  async leavesTheGateway() {
    await this.followsToTheOpenOrder('Leave without paying');
  }

  /** Goes to the order that is waiting for payment, from a page with a message about it. */
  async findsTheOpenOrder() {
    await this.followsToTheOpenOrder('Resume payment or start over');
  }

  private async followsToTheOpenOrder(link: string) {
    await this.page.getByRole('link', { name: link }).click();
    await this.seesOrder(/waiting for your payment/);
    await this.waitsForIslands();
  }

  /** Waits for a heading on the order's page. */
  async seesOrder(heading: RegExp) {
    await expect(this.page).toHaveURL(/\/order\//);
    await this.waitsFor(this.page.getByRole('heading', { level: 1, name: heading }));
  }

  /** Waits for an update of the order's page. Without JavaScript, follows the link "Check again". */
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

  /** The tick for the terms of sale, which the demo shop asks for once its owner has written some. */
  get terms(): Locator {
    return this.page.getByRole('checkbox', { name: /terms of sale|AGB/ });
  }

  /** The tick for a download that is made available at once. */
  get consent(): Locator {
    return this.page.getByRole('checkbox', { name: /my download available/ });
  }

  /** Returns the number of the order on the page. */
  async orderNumber(): Promise<number> {
    const heading = await this.page.getByRole('heading', { level: 1 }).textContent();
    return Number(/\d+/.exec(heading ?? '')?.[0]);
  }
}
