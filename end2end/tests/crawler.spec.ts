import { type APIRequestContext, type APIResponse } from '@playwright/test';

import { download } from '../support/products';
import { catalogue } from '../support/tour';
import { expect, test } from '../support/test';

/** Fetches every page in the sitemaps. */
async function pagesOfTheSitemap(request: APIRequestContext): Promise<APIResponse[]> {
  const robots = await (await request.get('/robots.txt')).text();
  const sitemap = await request.get(/Sitemap: (\S+)/.exec(robots)?.[1] ?? '');
  const named = async (answer: APIResponse) => [...(await answer.text()).matchAll(/<loc>([^<]+)<\/loc>/g)].map(([, url]) => url);
  const files = await Promise.all((await named(sitemap)).map((file) => request.get(file)));
  const pages = (await Promise.all(files.map(named))).flat();
  return Promise.all(pages.map((url) => request.get(url, { maxRedirects: 0 })));
}

// A crawler runs no scripts, and its viewport does not matter.
test.describe('crawlers', { tag: ['@plain', '@desktop'] }, () => {
  test('every page of the catalogue has a title, a description, a canonical address and Open Graph properties', async ({ page, baseURL }) => {
    const titles = new Set<string>();
    for (const [name, path] of Object.entries(catalogue)) {
      await page.goto(path);
      titles.add(await page.title());
      const content = (selector: string) => page.locator(selector).getAttribute('content');
      expect((await content('meta[name=description]'))?.length, name).toBeGreaterThan(40);
      await expect(page.locator('link[rel=canonical]'), name).toHaveAttribute('href', `${baseURL}${path}`);
      for (const property of ['og:title', 'og:description', 'og:url', 'og:type']) {
        expect(await content(`meta[property="${property}"]`), `${name}: ${property}`).toBeTruthy();
      }
      const image = await page.request.get((await content('meta[property="og:image"]')) ?? '');
      expect(image.status(), `${name}: ${image.url()}`).toBe(200);
      await expect(page.getByRole('heading', { level: 1 }), name).toHaveCount(1);
    }
    expect(titles.size, 'no two pages have the same title').toBe(Object.keys(catalogue).length);
  });

  test('the JSON-LD of a product says its price and whether it is in stock', async ({ page, baseURL }) => {
    const graph = async (path: string) => {
      await page.goto(path);
      const texts = await page.locator('script[type="application/ld+json"]').allTextContents();
      return texts.flatMap((text) => JSON.parse(text)['@graph'] ?? JSON.parse(text));
    };
    const product = (things: any[]) => things.find((thing) => [thing['@type']].flat().includes('Product'));
    for (const path of [catalogue.record, catalogue.print, catalogue.evening, catalogue.thing]) {
      const { name, offers, image, url } = product(await graph(path));
      expect(name).toBeTruthy();
      expect(url).toBe(`${baseURL}${path}`);
      expect((await page.request.get(image)).headers()['content-type']).toContain('image/svg+xml');
      for (const offer of [offers].flat()) {
        expect(offer).toMatchObject({ '@type': 'Offer', priceCurrency: 'EUR', availability: 'https://schema.org/InStock' });
        expect(Number(offer.price)).toBeGreaterThan(1);
      }
    }
    const { offers } = product(await graph(catalogue['evening, sold out']));
    expect([offers].flat()[0].availability).toBe('https://schema.org/SoldOut');
  });

  test('the sitemap names every product, and only pages that are there', async ({ request }) => {
    const answers = await pagesOfTheSitemap(request);
    expect(answers.length).toBeGreaterThan(30);
    expect(answers.filter((answer) => answer.status() !== 200).map((answer) => answer.url())).toEqual([]);
  });

  // With a third-party validator; tests/binary/machines.rs checks that schema.org defines every property.
  test('the structured data of all pages keeps the rules of search engines', async ({ request }) => {
    const { default: Extractor } = await import('@marbec/web-auto-extractor');
    const { default: Validator } = await import('@adobe/structured-data-validator');
    const said = new Set<string>();
    for (const answer of await pagesOfTheSitemap(request)) {
      const data = new Extractor({ addLocation: true, embedSource: ['rdfa', 'microdata'] }).parse(await answer.text());
      Object.keys(data.jsonld).forEach((type) => said.add(type));
      const issues = await new Validator().validate(data);
      expect([...data.errors, ...issues.filter(({ severity }) => severity === 'ERROR')], answer.url()).toEqual([]);
    }
    expect([...said]).toEqual(expect.arrayContaining(['BreadcrumbList', 'MusicAlbum', 'Product']));
  });

  test('pages of one visitor are kept out of search engines and of shared caches', async ({ page, shopper, consoleErrors }) => {
    consoleErrors.allow(/404 \(Not Found\).*nothing-is-here/);
    await shopper.ordersUpToPayment(download);
    await shopper.leavesTheGateway();
    const order = new URL(page.url()).pathname;
    // A search engine has no session, and gets the same pages as any new visitor.
    await page.context().clearCookies();
    for (const path of ['/basket', '/checkout', '/withdraw', order]) {
      const answer = await page.goto(path);
      expect(answer?.headers()['cache-control'], path).toContain('private');
      await expect(page.locator('meta[name=robots]'), path).toHaveAttribute('content', /noindex/);
    }
    expect((await page.goto('/nothing-is-here'))?.status()).toBe(404);
  });
});
