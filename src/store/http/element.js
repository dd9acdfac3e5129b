// Gateways' payment elements: mounted when they are chosen, kept while the page around them is replaced, and asked
// to confirm when the shopper pays. The interface of a gateway's module is documented at `pannier::PaymentElement`.

/** The element's handle for each place, or null while it is loading. */
const mounted = new WeakMap();

const placesIn = (root) => [...root.querySelectorAll('.pn-element[data-element]')];
const read = (place) => JSON.parse(place.dataset.element);

function chosen({ dataset: { choice } }) {
  return choice === undefined || document.getElementById(`payment-${choice}`)?.checked === true;
}

function say(place, message = '') {
  place.querySelector('[role=alert]').textContent = message;
  if (message) place.scrollIntoView({ block: 'nearest' });
}

/** Mounts the chosen elements, and stores the choice in the form. */
function settle() {
  for (const place of placesIn(document)) {
    if (chosen(place) && !mounted.has(place)) mount(place);
  }
  for (const form of document.querySelectorAll('form.pn-checkout')) {
    const ready = placesIn(form).find((place) => chosen(place) && mounted.get(place));
    form.elements.namedItem('element').value = ready?.dataset.choice ?? '';
  }
}

async function mount(place) {
  mounted.set(place, null);
  place.dataset.state = 'loading';
  try {
    const { script, data } = read(place);
    const { mount } = await import(script);
    mounted.set(place, await mount(place.querySelector('.pn-element__fields'), data));
    place.dataset.state = 'ready';
  } catch {
    place.dataset.state = 'failed';
    say(place, place.dataset.unloaded);
  }
  settle();
}

/** Places the order. Returns the data to confirm, or nothing if the browser navigates elsewhere. */
async function order(form, button) {
  const answer = await fetch(form.action, {
    method: 'POST',
    headers: { Accept: 'application/json' },
    body: new URLSearchParams(new FormData(form, button)),
  });
  // The page shows the error: an empty basket, an order that was already placed.
  if (answer.status >= 400 && answer.status < 500) return location.reload();
  if (!answer.ok) throw new Error(answer.statusText);
  const { ConfirmPayment, Redirect, Review } = await answer.json();
  if (ConfirmPayment) return { data: ConfirmPayment.element.data, page: ConfirmPayment.page };
  if (Redirect) return location.assign(Redirect);
  const changed = Review.errors.some(({ field }) => field === 'total');
  history.replaceState(null, '', `?check=${changed ? 'changed' : 'fields'}`);
  form.dispatchEvent(new CustomEvent('pn:refresh', { bubbles: true }));
  return undefined;
}

function leave(page) {
  if (page) location.assign(page);
  else location.reload();
}

async function pay(form, place, button) {
  const element = mounted.get(place);
  place.dataset.state = 'busy';
  say(place);
  let problem;
  try {
    problem = await element.check?.();
    const step = problem ? undefined : form.hasAttribute('data-confirm') ? read(place) : await order(form, button);
    if (step) {
      problem = await element.confirm(step.data);
      // The next page shows that it is paid: until then, the buttons stay disabled.
      if (!problem) return leave(step.page);
    }
  } catch {
    problem = place.dataset.lost;
  }
  place.dataset.state = 'ready';
  form.removeAttribute('data-sent');
  button?.removeAttribute('aria-disabled');
  if (problem) say(place, problem);
}

/** Makes `old` like `next` without moving the ancestors of `kept`: an iframe that is moved reloads, and is empty. */
function around(old, next, kept, twin) {
  if (old === kept || next === twin) return;
  const stays = [...old.childNodes].find((child) => child.contains(kept));
  const model = [...next.childNodes].find((child) => child.contains(twin));
  for (const child of [...old.childNodes]) if (child !== stays) child.remove();
  const children = [...next.childNodes];
  stays.before(...children.slice(0, children.indexOf(model)));
  stays.after(...children.slice(children.indexOf(model) + 1));
  if (stays !== kept) {
    for (const name of stays.getAttributeNames()) if (!model.hasAttribute(name)) stays.removeAttribute(name);
    for (const { name, value } of model.attributes) stays.setAttribute(name, value);
  }
  around(stays, model, kept, twin);
}

/** The HTML last put into each region. A page that has not changed since is left alone. */
const shown = new WeakMap();

document.addEventListener('pn:swap', (event) => {
  const { target: old, detail: next } = event;
  const html = next.innerHTML;
  if (shown.get(old) === html) return event.preventDefault();
  shown.set(old, html);
  const kept = placesIn(old).filter((place) => mounted.get(place)).sort((a, b) => chosen(b) - chosen(a))[0];
  const twin = kept && placesIn(next).find((place) => place.dataset.choice === kept.dataset.choice);
  if (twin) {
    event.preventDefault();
    around(old, next, kept, twin);
    kept.dataset.element = twin.dataset.element;
    mounted.get(kept).update?.(read(kept).data);
  }
  // After the page is complete again.
  queueMicrotask(settle);
});

document.addEventListener('change', settle);

document.addEventListener('submit', (event) => {
  const { target: form, submitter } = event;
  const place = placesIn(form).find((place) => chosen(place) && mounted.get(place));
  if (!place || event.defaultPrevented) return;
  event.preventDefault();
  pay(form, place, submitter);
});

settle();
