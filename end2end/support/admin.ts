import { type BrowserContext, type Locator, type Page } from '@playwright/test';

import { OtherSystem } from './other-system';
import { type Product } from './products';
import { type Shop } from './shop';
import { type Answers, Shopper } from './shopper';
import { expect, openShop, test as base } from './test';

export { expect };

export type Role = 'owner' | 'manager' | 'packer' | 'reader';

/** The tags of a test that runs once: without JavaScript, at the width of a desktop. */
export const once = { tag: ['@plain', '@desktop'] };

/** The settings of a shop that offers bank transfers beside the sandbox. */
export const transfers = { PANNIER_BANK_TRANSFER_NAME: 'Quarto Press', PANNIER_BANK_TRANSFER_IBAN: 'DE02120300000000202051' };

/** What the browser says about a page of the admin with an error status, for `ConsoleErrors.allow`. */
export const answered = (status: number) => new RegExp(`status of ${status} .*/admin`);

/** Returns a title that no other test uses. */
export const unique = (title: string) => `${title} ${Math.random().toString(36).slice(2, 8)}`;

/** Somebody of the staff, with a browser. */
export class Desk {
  readonly name = 'Grace Hopper';
  readonly email = `grace.${Math.random().toString(36).slice(2)}@shop.example`;

  constructor(
    readonly page: Page,
    readonly shop: Shop,
  ) {}

  /** Adds them to the staff, on the command line. */
  async isAdded(role: Role) {
    await this.shop.runs('staff', 'add', this.email, '--role', role, '--name', this.name);
  }

  /** Returns a link that signs in, from the command line. */
  async link(): Promise<string> {
    return (await this.shop.runs('staff', 'link', this.email)).split('\n')[0];
  }

  async followsLink(link: string) {
    await this.page.goto(link);
    await this.page.getByRole('button', { name: `Sign in as ${this.name}` }).click();
    await expect(this.page).toHaveURL('/admin');
  }

  /** Signs in, as a new member of the staff. */
  async signsIn(role: Role = 'manager') {
    await this.isAdded(role);
    await this.followsLink(await this.link());
  }

  get main(): Locator {
    return this.page.getByRole('main');
  }

  get rows(): Locator {
    return this.page.locator('.ad-table tbody tr');
  }

  heading(name: string | RegExp): Locator {
    return this.page.getByRole('heading', { level: 1, name, exact: true });
  }

  field(label: string): Locator {
    return this.main.getByLabel(label, { exact: true });
  }

  /** A parcel on the page of its order. */
  parcel(position: number): Locator {
    return this.main.getByRole('article').filter({ has: this.page.getByRole('heading', { name: new RegExp(`^Parcel ${position} `) }) });
  }

  /** A part of the page of an order, by its heading. */
  section(name: string): Locator {
    return this.main.locator('section').filter({ has: this.page.getByRole('heading', { level: 2, name, exact: true }) });
  }

  /** What a list of facts has by this name. */
  fact(name: string): Locator {
    return this.main.locator('dt', { hasText: new RegExp(`^${name}$`) }).locator('xpath=following-sibling::dd[1]');
  }

  async opensOrder(number: number) {
    await this.page.goto(`/admin/orders/${number}`);
    await expect(this.heading(`Order ${number}`)).toBeVisible();
  }

  async fills(answers: Answers) {
    for (const [label, answer] of Object.entries(answers)) await this.field(label).fill(answer);
  }

  async presses(button: string) {
    await this.main.getByRole('button', { name: button, exact: true }).click();
  }

  /** Follows a link to a form, which may be folded away. */
  async opens(act: string, within = this.main) {
    const folded = this.page.getByRole('link', { name: act, exact: true, includeHidden: true });
    const more = within.locator('details:not([open])').filter({ has: folded });
    if (await more.count()) await more.first().locator('summary').click();
    await within.getByRole('link', { name: act, exact: true }).first().click();
  }

  /** Follows a link to a form, fills it in, and presses its button, which says the same as the link. */
  async does(act: string, answers: Answers = {}, within = this.main) {
    await this.opens(act, within);
    await this.fills(answers);
    await this.presses(act);
  }

  /** Refunds an amount, in the two steps of its form. */
  async refunds(amount: string, act = 'Refund') {
    await this.opens(act);
    await this.fills({ 'Further amount in EUR': amount });
    await this.presses('Continue');
    await this.presses(act);
  }

  /** Expects that a page says what a form has done. */
  async reads(text: string) {
    await expect(this.page.getByRole('status')).toContainText(text);
  }

  /** Loads the page again until it shows something. */
  async waitsFor(news: Locator) {
    await expect(async () => {
      await this.page.reload();
      await expect(news).toBeVisible({ timeout: 500 });
    }).toPass({ timeout: 15_000 });
  }
}

/** An order, with the shopper who has placed it and looks at its page. */
export interface Placed {
  shopper: Shopper;
  number: number;
  email: string;
  /** The address of the gateway's page; empty without a gateway. */
  gateway: string;
}

/** Customers, each with a browser of its own. */
export class Customers {
  constructor(private readonly newPage: () => Promise<Page>) {}

  /** Orders these items, and pays at the gateway. `answers` replaces answers in the checkout, by label. */
  async pays(products: Product[], answers: Answers = {}): Promise<Placed> {
    const shopper = await this.checksOut(products, answers, 'Sandbox');
    await shopper.pays();
    const gateway = shopper.page.url();
    return { shopper, number: await shopper.paysBy(), email: emailOf(shopper, answers), gateway };
  }

  /** Orders these items up to the gateway's page, and leaves that for the page of the order. */
  async leavesUnpaid(products: Product[], answers: Answers = {}): Promise<Placed> {
    const shopper = await this.checksOut(products, answers, 'Sandbox');
    await shopper.pays();
    const gateway = shopper.page.url();
    await shopper.leavesTheGateway();
    return { shopper, number: await shopper.orderNumber(), email: emailOf(shopper, answers), gateway };
  }

  /** Orders these items, to be paid by bank transfer. */
  async transfers(products: Product[], answers: Answers = {}): Promise<Placed> {
    const shopper = await this.checksOut(products, answers, 'Bank transfer');
    await shopper.page.getByRole('button', { name: /^Order now, pay .* later$/ }).click();
    await shopper.seesOrder(/waiting for your payment/);
    return { shopper, number: await shopper.orderNumber(), email: emailOf(shopper, answers), gateway: '' };
  }

  private async checksOut(products: Product[], answers: Answers, payment: string): Promise<Shopper> {
    const shopper = new Shopper(await this.newPage(), false);
    await shopper.isReadyToPayFor(...products);
    await shopper.answers(answers);
    await shopper.page.getByRole('radio', { name: payment }).check();
    return shopper;
  }
}

const emailOf = (shopper: Shopper, answers: Answers) => answers['Email address'] ?? shopper.email;

interface TestFixtures {
  /** Opens further browsers, which are closed after the test. */
  newPage: () => Promise<Page>;
  customers: Customers;
  desk: Desk;
}

/** What the shop logs when a test lets the other system be gone, or gives up a refund because the gateway rejects the key. */
const onPurpose = /answered 410 Gone|gateway rejected the credentials for a refund|abandoned by the merchant/;

export const test = base.extend<TestFixtures, { system: OtherSystem; shop: Shop }>({
  system: [
    async ({}, use) => {
      const system = await OtherSystem.open();
      await use(system);
      system.close();
    },
    { scope: 'worker' },
  ],

  shop: [async ({ system }, use) => openShop({ ...transfers, ...system.settings }, onPurpose)({}, use), { scope: 'worker' }],

  newPage: async ({ browser, shop }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async () => {
      const context = await browser.newContext({ baseURL: shop.url, javaScriptEnabled: false });
      contexts.push(context);
      return context.newPage();
    });
    await Promise.all(contexts.map((context) => context.close()));
  },

  customers: async ({ newPage }, use) => use(new Customers(newPage)),

  desk: async ({ page, shop }, use) => use(new Desk(page, shop)),
});
