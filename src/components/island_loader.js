// Loads the WASM of a page's islands. Every page with an island contains it: `island_loader.rs` inserts the
// URLs of the two files and strips comments and spaces. Therefore, every line ends with a punctuation mark,
// and no string contains a space.

let begun;

const rest = () => new Promise(done => setTimeout(done));

// Both files at once. If they fail to load, because the network is down or the page is being left, the page
// keeps working without them, and the next interaction retries. The pause between islands lets the browser
// handle input.
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

// Once the browser has shown the largest contentful paint, which may be well after `load`. Waits for one
// second at most: a page that was already scrolled has none, and not every browser reports it.
const shown = () => {
  setTimeout(load, 1000);
  new PerformanceObserver(load).observe({ type: 'largest-contentful-paint', buffered: true });
};

addEventListener('load', () => requestAnimationFrame(() => requestAnimationFrame(shown)));

// Or on the first interaction.
for (const e of ['pointerdown', 'keydown', 'focusin']) addEventListener(e, load, { once: true });

// Islands that have panicked no longer receive events, which they would swallow: forms and links work as in
// plain HTML.
const dies = error => {
  if (!(error instanceof WebAssembly.RuntimeError)) return;
  for (const e of ['submit', 'change', 'click', 'focusout']) addEventListener(e, e => e.stopPropagation(), true);
  for (const e of document.querySelectorAll('[data-live]')) delete e.dataset.live;
};
addEventListener('error', e => dies(e.error));
addEventListener('unhandledrejection', e => dies(e.reason));
