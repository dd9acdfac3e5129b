// Loads the WASM of a page's islands. It stands in every page that has one: `island_loader.rs` puts in the addresses of the two files,
// and takes out comments and spaces: every line ends with a punctuation mark, and no text has a space.

let begun;

const rest = () => new Promise(done => setTimeout(done));

// Both files at once. If they cannot be had, because the line is down or the page is being left, the page stays what it is without
// them, and the next touch tries again. Between one island and the next the browser may do what the shopper asks of it.
const load = async () => {
  if (begun) return;
  begun = 1;
  let m, w;
  try {
    [m, w] = await Promise.all([import(JS_PATH), fetch(WASM_PATH, { priority: 'low' })]);
  } catch {
    begun = 0;
    return;
  }
  await m.default({ module_or_path: w });
  await rest();
  m.hydrate();
  for (const e of document.querySelectorAll('leptos-island')) {
    await rest();
    m[e.dataset.component]?.(e);
  }
  document.documentElement.dataset.hydrated = '';
};

// When the browser has shown the largest thing that the page paints at first, which may be well after it has loaded. It is waited for
// no longer than a second: a page that was scrolled before has none, and not every browser tells of it.
const shown = () => {
  setTimeout(load, 1000);
  new PerformanceObserver(load).observe({ type: 'largest-contentful-paint', buffered: true });
};

addEventListener('load', () => requestAnimationFrame(() => requestAnimationFrame(shown)));

// Or at the first touch.
for (const e of ['pointerdown', 'keydown', 'focusin']) addEventListener(e, load, { once: true });

// Islands that have died hear of nothing any more, or they would swallow it: the browser does again what forms and links say.
const dies = error => {
  if (!(error instanceof WebAssembly.RuntimeError)) return;
  for (const e of ['submit', 'change', 'click', 'focusout']) addEventListener(e, e => e.stopPropagation(), true);
  for (const e of document.querySelectorAll('[data-live]')) delete e.dataset.live;
};
addEventListener('error', e => dies(e.error));
addEventListener('unhandledrejection', e => dies(e.reason));
