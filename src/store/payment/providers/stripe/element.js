// Stripe's element on the checkout page. Only this module loads Stripe.js, from Stripe, as Stripe requires.

let library;

function load(address) {
  library ??= new Promise((loaded, failed) => {
    const script = document.createElement('script');
    script.src = address;
    script.async = true;
    script.onload = () => loaded(window.Stripe);
    script.onerror = () => {
      // Let the next call try again.
      library = undefined;
      script.remove();
      failed(new Error('Stripe.js cannot be loaded'));
    };
    document.head.append(script);
  });
  return library;
}

// Returns a colour of the page's style as hex, the notation that Stripe understands. The value of a token can be an expression, such as
// `light-dark()`; that of an element's `color` is computed.
function colour(place, token) {
  const probe = document.createElement('span');
  probe.style.color = `var(${token})`;
  place.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  canvas.fillStyle = color;
  canvas.fillRect(0, 0, 1, 1);
  const [red, green, blue] = canvas.getImageData(0, 0, 1, 1).data;
  return `#${[red, green, blue].map((part) => part.toString(16).padStart(2, '0')).join('')}`;
}

function variables(place) {
  const style = getComputedStyle(place);
  return {
    colorPrimary: colour(place, '--pn-accent'),
    colorBackground: colour(place, '--pn-paper'),
    colorText: colour(place, '--pn-ink'),
    colorTextSecondary: colour(place, '--pn-muted'),
    colorTextPlaceholder: colour(place, '--pn-muted'),
    colorDanger: colour(place, '--pn-danger'),
    fontFamily: style.fontFamily,
    fontSizeBase: style.fontSize,
    borderRadius: style.getPropertyValue('--pn-radius').trim() || '8px',
  };
}

const dark = matchMedia('(prefers-color-scheme: dark)');

// A page may have one colour scheme, whatever the shopper prefers.
function isDark(place) {
  const schemes = getComputedStyle(place).colorScheme.split(' ');
  return schemes.includes('dark') && (dark.matches || !schemes.includes('light'));
}

function appearance(place) {
  return { theme: isDark(place) ? 'night' : 'stripe', variables: variables(place) };
}

// The page's translated messages are data attributes of the element's container.
const words = (place) => place.closest('[data-element]').dataset;
const said = (error, place) => error?.message ?? words(place).unconfirmed;

// Returns the error message of a confirmation, or undefined if the payment is made or in progress.
function outcome({ error, paymentIntent }, place) {
  if (error) return said(error, place);
  const done = ['succeeded', 'processing', 'requires_capture'].includes(paymentIntent?.status);
  return done ? undefined : said(paymentIntent?.last_payment_error, place);
}

async function paymentElement(stripe, place, data) {
  const price = ({ amount, currency }) => ({ amount: Number(amount), currency });
  const elements = stripe.elements({ mode: 'payment', ...price(data), appearance: appearance(place) });
  const element = elements.create('payment');
  // Subscribe before mounting: the scheme may change while the element loads.
  dark.addEventListener('change', () => elements.update({ appearance: appearance(place) }));
  await new Promise((ready, failed) => {
    element.on('ready', ready);
    element.on('loaderror', ({ error }) => failed(error));
    element.mount(place);
  });
  return {
    async check() {
      const { error } = await elements.submit();
      return error && said(error, place);
    },
    update: (data) => elements.update(price(data)),
    async confirm(data) {
      const confirmed = await stripe.confirmPayment({
        elements,
        clientSecret: data['client-secret'],
        confirmParams: { return_url: data['return-url'] },
        redirect: 'if_required',
      });
      return outcome(confirmed, place);
    },
  };
}

async function cardElement(stripe, place) {
  const style = () => {
    const { colorText, colorTextPlaceholder, colorDanger, fontFamily, fontSizeBase } = variables(place);
    return {
      base: { color: colorText, fontFamily, fontSize: fontSizeBase, '::placeholder': { color: colorTextPlaceholder } },
      invalid: { color: colorDanger },
    };
  };
  const card = stripe.elements().create('card', { style: style(), hidePostalCode: true });
  dark.addEventListener('change', () => card.update({ style: style() }));
  let state;
  card.on('ready', () => (state ??= { complete: false }));
  card.on('change', (event) => (state = event));
  card.mount(place);
  return {
    async check() {
      if (state?.error) return said(state.error, place);
      return state?.complete === false ? words(place).incomplete : undefined;
    },
    update() {},
    confirm: async (data) =>
      outcome(await stripe.confirmCardPayment(data['client-secret'], { payment_method: { card } }), place),
  };
}

// Mounts Stripe's fields in an element of the page. See `pannier::PaymentElement` for the contract.
export async function mount(place, data) {
  const Stripe = await load(data['stripe-js']);
  const stripe = Stripe(data['publishable-key'], { locale: document.documentElement.lang || 'auto' });
  return data.kind === 'card' ? cardElement(stripe, place) : paymentElement(stripe, place, data);
}
