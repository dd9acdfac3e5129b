// Stripe's element on the checkout page. Stripe.js is loaded here and nowhere else, from Stripe, as Stripe asks for.

let library;

function load(address) {
  library ??= new Promise((loaded, failed) => {
    const script = document.createElement('script');
    script.src = address;
    script.async = true;
    script.onload = () => loaded(window.Stripe);
    script.onerror = () => {
      // The next try starts anew.
      library = undefined;
      script.remove();
      failed(new Error('Stripe.js cannot be loaded'));
    };
    document.head.append(script);
  });
  return library;
}

// A colour of the page's style, in the notation that Stripe understands, whatever notation the style has it in.
function colour(place, token) {
  const probe = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  probe.fillStyle = getComputedStyle(place).getPropertyValue(token);
  probe.fillRect(0, 0, 1, 1);
  const [red, green, blue] = probe.getImageData(0, 0, 1, 1).data;
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

function appearance(place) {
  return { theme: dark.matches ? 'night' : 'stripe', variables: variables(place) };
}

// What the page has to say, in its language, stands on the element's place.
const words = (place) => place.closest('[data-element]').dataset;
const said = (error, place) => error?.message ?? words(place).unconfirmed;

// What a confirmation came to: nothing to say if the payment is made or on its way.
function outcome({ error, paymentIntent }, place) {
  if (error) return said(error, place);
  const done = ['succeeded', 'processing', 'requires_capture'].includes(paymentIntent?.status);
  return done ? undefined : said(paymentIntent?.last_payment_error, place);
}

async function paymentElement(stripe, place, data) {
  const price = ({ amount, currency }) => ({ amount: Number(amount), currency });
  const elements = stripe.elements({ mode: 'payment', ...price(data), appearance: appearance(place) });
  const element = elements.create('payment');
  // Before it is mounted: the scheme may change while it loads.
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

// Fills a place of the page with Stripe's fields. See `pannier::Element` for what is given and answered.
export async function mount(place, data) {
  const Stripe = await load(data['stripe-js']);
  const stripe = Stripe(data['publishable-key'], { locale: document.documentElement.lang || 'auto' });
  return data.kind === 'card' ? cardElement(stripe, place) : paymentElement(stripe, place, data);
}
