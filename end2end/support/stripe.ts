import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type Server } from 'node:http';
import { type AddressInfo } from 'node:net';

import { type Page, type Route } from '@playwright/test';

import { fakePaymentElement } from './payment-element';
import { freePort } from './shop';

const secretKey = 'sk_test_of_the_tests';
const webhookSecret = 'whsec_of_the_tests';

interface Answer {
  status: number;
  body: { id: string; status?: string; error?: { message: string } };
}

/** localstripe, a mock of Stripe's API and of Stripe.js. */
export class Stripe {
  /** The proxy in front of localstripe, which adds what localstripe lacks. */
  private gate?: Server;

  private constructor(
    private readonly localstripe: string,
    readonly element: 'card' | 'payment',
    private readonly process: ReturnType<typeof spawn>,
  ) {}

  static async open(element: 'card' | 'payment'): Promise<Stripe> {
    const port = await freePort();
    const server = spawn('localstripe', ['--from-scratch', '--port', String(port)], { stdio: 'ignore' });
    const stripe = new Stripe(`http://127.0.0.1:${port}`, element, server);
    stripe.gate = fakePaymentElement(stripe.localstripe, (path, body) => stripe.post(path, body)).listen(0, '127.0.0.1');
    await once(stripe.gate, 'listening');
    for (const start = Date.now(); ; ) {
      if (await fetch(`${stripe.localstripe}/js.stripe.com/v3/`).then(() => true, () => false)) return stripe;
      if (Date.now() - start > 20_000) throw new Error('localstripe did not come up within 20 s');
      await new Promise((later) => setTimeout(later, 100));
    }
  }

  async close() {
    this.gate?.close();
    this.gate?.closeAllConnections();
    if (this.process.exitCode !== null) return;
    const gone = once(this.process, 'exit');
    this.process.kill('SIGTERM');
    await gone;
  }

  get url(): string {
    return this.gate ? `http://127.0.0.1:${(this.gate.address() as AddressInfo).port}` : this.localstripe;
  }

  get script(): string {
    return `${this.element === 'payment' ? this.url : this.localstripe}/js.stripe.com/v3/`;
  }

  /** The settings of a shop that uses it. */
  get settings(): Record<string, string> {
    return {
      PANNIER_STRIPE_SECRET_KEY: secretKey,
      PANNIER_STRIPE_PUBLISHABLE_KEY: 'pk_test_of_the_tests',
      PANNIER_STRIPE_WEBHOOK_SECRET: webhookSecret,
      PANNIER_STRIPE_API: this.url,
      PANNIER_STRIPE_JS: this.script,
      PANNIER_STRIPE_ELEMENT: this.element,
    };
  }

  async sendsWebhooksTo(shop: string) {
    await this.post('/_config/webhooks/shop', { url: `${shop}/webhooks/stripe`, secret: webhookSecret });
  }

  /**
   * Adds the missing parts of localstripe's Stripe.js to a page. The real Stripe.js sends the card with the confirmation; the mock
   * requests 3D Secure for every card and sends only its outcome. So this sends the card to localstripe's API first. It also resets a
   * declined card, since localstripe does not accept a second one for the intent.
   */
  async standsInFor(page: Page) {
    // The mock's global `class Element` must not shadow the browser's. It lacks `update` and ignores its style: this exposes the
    // text colour as an attribute.
    const update = 'Element.prototype.update = function ({ style }) { this._inputs.number.dataset.color = style.base.color; };';
    await page.route(this.script, async (route) => {
      const script = await route.fetch();
      await route.fulfill({ response: script, body: `{${await script.text()}\n${update}}` });
    });
    await page.route('**/v1/payment_intents/*/_authenticate*', async (route) => {
      const intent = /payment_intents\/\w+/.exec(route.request().url())?.[0];
      const number = await page.getByPlaceholder('number').inputValue();
      const card = { number, exp_month: 12, exp_year: 2034, cvc: '123' };
      const method = await this.post('/v1/payment_methods', { type: 'card', card });
      await this.post(`/v1/${intent}`, { payment_method: method.body.id, latest_charge: null });
      const confirmed = await this.post(`/v1/${intent}/confirm`, {});
      if (confirmed.body.status === 'requires_action') await route.continue();
      else await fulfill(route, confirmed);
    });
  }

  private async post(path: string, body: unknown): Promise<Answer> {
    const headers = { authorization: `Bearer ${secretKey}`, 'content-type': 'application/json' };
    const answer = await fetch(this.localstripe + path, { method: 'POST', headers, body: JSON.stringify(body) });
    return { status: answer.status, body: await answer.json().catch(() => ({})) };
  }
}

async function fulfill(route: Route, { status, body }: Answer) {
  const origin = (await route.request().headerValue('origin')) ?? '*';
  await route.fulfill({ status, json: body, headers: { 'access-control-allow-origin': origin } });
}
