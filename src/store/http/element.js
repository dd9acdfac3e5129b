// Gateways' elements on a page: mounted where they are chosen, kept while the page around them changes, and asked to confirm when
// the shopper pays. What a gateway's own module exports is in the documentation of `pannier::Element`.

/** What a place has: the element's handle, or null while there is none. */
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

/** Mounts what is chosen, and tells the form which element it has. */
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

/** Places the order. Answers with what there is to confirm, or with nothing if the browser goes elsewhere. */
async function order(form, button) {
  const answer = await fetch(form.action, {
    method: 'POST',
    headers: { Accept: 'application/json' },
    body: new URLSearchParams(new FormData(form, button)),
  });
  // The store says on the page what the matter is: an empty basket, an order that was placed already.
  if (answer.status >= 400 && answer.status < 500) return location.reload();
  if (!answer.ok) throw new Error(answer.statusText);
  const { Confirm, Go, Review } = await answer.json();
  if (Confirm) return { data: Confirm.element.data, page: Confirm.page };
  if (Go) return location.assign(Go);
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
      // The page that comes says that it is paid: until it is here, nothing can be pressed.
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

/** Makes `old` like `next`, without touching what is on the way to `kept`: a frame that is moved loads anew, and is empty. */
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

/** What was put into a region last. A page that has not changed since is left alone. */
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
  // When the page is whole again.
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
