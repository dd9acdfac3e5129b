import { SentPages } from '../support/html';
import { expect, test } from './test';
import { tourOfTheMagazine } from './tour';

/** What Leptos writes into a page that is hydrated as a whole although HTML does not allow it, and what would be allowed. */
const ofLeptos = {
  'markers of views': [/<!>/g, '<!---->'],
  'data of resources, behind the document': [/(<\/body><\/html>)((?:<script nonce="[^"]*">__[^<]*<\/script>)+)$/, '$2$1'],
  'a nonce for the mode of a preload': [/(<link rel="(?:modulepreload|preload)"[^>]*) crossorigin="[^"]*"/g, '$1 crossorigin'],
} as const;

test('the HTML checker of the W3C objects to nothing but what Leptos writes', { tag: ['@plain', '@desktop'] }, async ({ page, reader }) => {
  test.slow();
  const found = new Set<string>();
  const pages = new SentPages(page.request, (html) =>
    Object.entries(ofLeptos).reduce((html, [kind, [is, allowed]]) => {
      const clean = html.replace(is, allowed);
      if (clean !== html) found.add(kind);
      return clean;
    }, html),
  );
  await pages.crawl(['/', '/nothing-is-here'], 'without a basket');
  await tourOfTheMagazine(reader, async (stop) => {
    const { pathname, search } = new URL(page.url());
    await pages.add(pathname + search, stop);
  });
  // Without JavaScript, the browser complains after a while that nothing uses what Leptos preloads.
  await page.goto('about:blank');
  expect(pages.count).toBeGreaterThan(25);
  expect(await pages.complaints()).toEqual([]);
  // What Leptos writes no longer need not be allowed any longer.
  expect([...found].sort()).toEqual(Object.keys(ofLeptos).sort());
});
