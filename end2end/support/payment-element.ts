import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';

/** A call of Stripe's API, as JSON. */
export type Call = (path: string, body: unknown) => Promise<{ status: number; body: { id: string } }>;

/**
 * Creates a proxy of localstripe that adds the Payment Element: a fake of Stripe.js with that element, and payment intents for all
 * payment methods and with a shipping address. It follows Stripe's documentation (https://docs.stripe.com/js/payment_element); the intents and the charges are
 * localstripe's.
 */
export function fakePaymentElement(localstripe: string, call: Call): Server {
  return createServer((request, response) => {
    answer(localstripe, call, request, response).catch((error) => response.writeHead(500).end(String(error)));
  });
}

async function answer(localstripe: string, call: Call, request: IncomingMessage, response: ServerResponse) {
  const url = request.url ?? '/';
  let body = '';
  for await (const part of request) body += part;
  const headers = { 'access-control-allow-origin': '*' };
  if (url === '/js.stripe.com/v3/') {
    response.writeHead(200, { 'content-type': 'text/javascript' }).end(`window.Stripe = (${stripeJs})();`);
    return;
  }
  const confirmed = /^\/v1\/(payment_intents\/\w+)\/confirm_in_the_browser$/.exec(url);
  if (confirmed) {
    const card = { number: new URLSearchParams(body).get('number'), exp_month: 12, exp_year: 2034, cvc: '123' };
    const method = await call('/v1/payment_methods', { type: 'card', card });
    await call(`/v1/${confirmed[1]}`, { payment_method: method.body.id, latest_charge: null });
    const outcome = await call(`/v1/${confirmed[1]}/confirm`, {});
    response.writeHead(outcome.status, { ...headers, 'content-type': 'application/json' }).end(JSON.stringify(outcome.body));
    return;
  }
  const form = new URLSearchParams(body);
  form.delete('automatic_payment_methods[enabled]');
  // localstripe refuses the shipping address of an intent.
  for (const name of [...form.keys()].filter((name) => name.startsWith('shipping['))) form.delete(name);
  const forwarded = await fetch(localstripe + url, {
    method: request.method,
    headers: { authorization: request.headers.authorization ?? '', 'content-type': 'application/x-www-form-urlencoded' },
    body: request.method === 'POST' ? form.toString() : undefined,
  });
  response.writeHead(forwarded.status, { 'content-type': 'application/json' }).end(await forwarded.text());
}

/** Runs in the browser in place of Stripe.js. The element exposes the options that the page has passed as attributes. */
function stripeJs() {
  const api = new URL((document.currentScript as HTMLScriptElement).src).origin;
  return () => ({
    elements(options: { amount: number; currency: string; appearance: { theme: string } }) {
      const input = document.createElement('input');
      const show = () => {
        input.dataset.amount = `${options.amount} ${options.currency}`;
        input.dataset.theme = options.appearance.theme;
      };
      const listeners: Record<string, () => void> = {};
      return {
        number: () => input.value,
        update: (changed: object) => {
          Object.assign(options, changed);
          show();
        },
        create: () => ({
          on: (event: string, listener: () => void) => (listeners[event] = listener),
          mount: (place: Element) => {
            Object.assign(input, { placeholder: 'number', autocomplete: 'cc-number', ariaLabel: 'Card number' });
            show();
            place.append(input);
            const ready = () => listeners.ready?.();
            // A test of the loading state sets `elementIsHeld` and dispatches `loaded` itself.
            if ('elementIsHeld' in window) input.addEventListener('loaded', ready);
            else setTimeout(ready, 50);
          },
        }),
        submit: async () => (input.value.length < 16 ? { error: { message: 'Your card number is incomplete.' } } : {}),
      };
    },
    async confirmPayment(asked: { elements: { number(): string }; clientSecret: string; confirmParams: { return_url: string } }) {
      const intent = asked.clientSecret.split('_secret_')[0];
      if (!asked.confirmParams.return_url.includes('/payments/return?attempt=')) throw new Error('no way back');
      const body = new URLSearchParams({ number: asked.elements.number() });
      const answer = await fetch(`${api}/v1/payment_intents/${intent}/confirm_in_the_browser`, { method: 'POST', body });
      const json = await answer.json();
      return answer.ok ? { paymentIntent: json } : { error: json.error };
    },
  });
}
