import { expectAccessible, overflow } from '../support/accessibility';
import { expect, test } from '../support/test';

// Lists and search are links and forms, so they are tested without JavaScript.
test('a search finds products, is narrowed down, sorted, and there again on the way back', { tag: '@plain' }, async ({ page, isMobile, consoleErrors }) => {
  consoleErrors.allow(/404 \(Not Found\).*page=99/);
  await page.goto('/');
  const box = page.getByRole('search').getByRole('searchbox');
  if (isMobile) await page.getByRole('banner').getByRole('link', { name: 'Search' }).click();
  await box.last().fill('blué  HOU');
  await box.last().press('Enter');
  await expect(page).toHaveURL(/\/search\?q=blu%C3%A9\+\+HOU/);
  await expect(page).toHaveTitle(/“blué HOU”|“blué {2}HOU”/);
  const main = page.getByRole('main');
  const titles = main.getByRole('listitem').getByRole('heading');
  const field = main.getByRole('searchbox');
  await expect(field).toHaveValue('blué  HOU');
  await expect(titles.first()).toHaveText('Blue Hour');
  await expect(page.getByRole('status')).toHaveText(/^\d+ results$/);
  expect(await overflow(page)).toBe(0);

  await page.getByRole('navigation', { name: 'Categories' }).getByRole('link', { name: /^Evenings/ }).click();
  await expect(page).toHaveURL(/kind=ticket/);
  await expect(page.getByRole('navigation', { name: 'Categories' }).getByRole('link', { name: /^Evenings/ })).toHaveAttribute('aria-current', 'true');
  await expect(titles).not.toHaveCount(0);
  for (const by of await titles.locator('xpath=../p[1]').allTextContents()) expect(by).toContain('Evening');
  await page.getByLabel('Sort by').selectOption('Price, low to high');
  await page.getByRole('button', { name: 'Sort' }).click();
  await expect(page).toHaveURL(/q=.*kind=ticket.*sort=price/);
  await expect(page.getByLabel('Sort by')).toHaveValue('price');
  await expect(field).toHaveValue('blué  HOU');

  await page.goBack();
  await page.goBack();
  await expect(titles.first()).toHaveText('Blue Hour');
  await field.fill('no such thing');
  await page.getByRole('button', { name: 'Search', exact: true }).last().click();
  await expect(page.getByRole('heading', { name: 'No results for “no such thing”.' })).toBeVisible();
  expect(await overflow(page)).toBe(0);
  await main.getByRole('link', { name: 'Prints' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Prints' })).toBeVisible();
});

test('lists are paged, and end', { tag: '@plain' }, async ({ page, consoleErrors }) => {
  consoleErrors.allow(/404 \(Not Found\).*page=99/);
  await page.goto('/search?sort=title');
  const titles = page.getByRole('main').getByRole('listitem').getByRole('heading');
  const first = await titles.allTextContents();
  expect(first.length).toBe(24);
  expect(first).toEqual(first.toSorted((a, b) => a.localeCompare(b, 'en')));
  const pages = page.getByRole('navigation', { name: 'Pages' });
  await pages.getByRole('link', { name: 'Next' }).click();
  await expect(page).toHaveURL('/search?sort=title&page=2');
  // It comes after the list, which may still be loading when the URL has changed.
  await expect(pages.getByRole('link', { name: 'Previous' })).toBeVisible();
  const second = await titles.allTextContents();
  expect(second.length).toBeGreaterThan(0);
  expect(second.filter((title) => first.includes(title))).toEqual([]);
  await expect(pages.getByRole('link', { name: 'Next' })).toHaveCount(0);
  expect(await overflow(page)).toBe(0);
  await pages.getByRole('link', { name: 'Previous' }).click();
  await expect(page).toHaveURL('/search?sort=title');
  expect((await page.goto('/search?page=99'))?.status()).toBe(404);
});

test('axe has no objection to lists and results, and they load no script', { tag: '@script' }, async ({ page }) => {
  for (const path of ['/search', '/search?q=blue&kind=album&sort=price', '/search?q=no+such+thing', '/search?page=2', '/tickets?sort=title']) {
    await page.goto(path);
    await expectAccessible(page, path);
    await expect(page.locator('script[src], script[type=module]'), path).toHaveCount(0);
  }
});
