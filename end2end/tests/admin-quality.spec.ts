import { type Locator, type Request, type Response } from '@playwright/test';

import { expectAccessible, overflow } from '../support/accessibility';
import { expect, once, test } from '../support/admin';
import { ordersForTheTour, tourOfTheAdmin } from '../support/admin-tour';
import { SentPages } from '../support/html';
import { tabTo } from '../support/keyboard';
import { poster } from '../support/products';

/** Pages with an error status, which the browser logs as a resource that failed to load. */
const onPurpose = /status of (403|404|422) .*\/admin/;

/** The compressed size of a page that none may reach, in bytes. */
const HEAVY = 20_000;

test('axe has no objection to the admin, and it fits its window', { tag: '@script' }, async ({ page, desk, customers, system, consoleErrors }) => {
  test.slow();
  consoleErrors.allow(onPurpose);
  const orders = await ordersForTheTour(customers, system);
  await tourOfTheAdmin(desk, orders, (stop) => expectAccessible(page, stop));
});

test('every page of the admin is valid, light, without scripts, and fits a small phone, in both languages', once, async ({ page, shop, desk, customers, system, consoleErrors }) => {
  test.slow();
  consoleErrors.allow(onPurpose);
  const orders = await ordersForTheTour(customers, system);
  const pages = new SentPages(page.request);
  const addresses = new Set<string>();
  const scripts: string[] = [];
  let shown: Response | undefined;
  page.on('request', (request: Request) => request.resourceType() === 'script' && scripts.push(request.url()));
  page.on('response', (answer) => {
    if (answer.request().isNavigationRequest()) shown = answer;
  });
  const check = async (stop: string, widths: number[]) => {
    if (!shown) throw new Error(`no page at ${stop}`);
    const html = await shown.text();
    pages.keep(stop, html);
    expect.soft(html, stop).not.toContain('<script');
    const { responseBodySize } = await shown.request().sizes();
    expect.soft(responseBodySize, `bytes of ${stop}`).toBeLessThan(HEAVY);
    for (const width of widths) {
      await page.setViewportSize({ width, height: 800 });
      expect.soft(await overflow(page), `${stop} is wider than ${width} pixels`).toBe(0);
    }
  };

  await tourOfTheAdmin(desk, orders, async (stop) => {
    const { pathname, search } = new URL(page.url());
    if (shown?.request().method() === 'GET' && !pathname.startsWith('/admin/sign-')) addresses.add(pathname + search);
    await check(stop, [320, 390, 1280]);
  });
  await shop.runs('staff', 'role', desk.email, 'owner');
  await desk.followsLink(await desk.link());
  await page.getByRole('button', { name: 'Deutsch' }).click();
  await expect(desk.heading('Heute')).toBeVisible();
  for (const address of addresses) {
    await page.goto(address);
    await check(`${address}, in German`, [320, 1280]);
  }
  expect(addresses.size).toBeGreaterThan(40);
  expect(scripts).toEqual([]);
  expect(await pages.complaints()).toEqual([]);
});

test('signing in, finding an order and refunding it need nothing but a keyboard', once, async ({ page, desk, customers }) => {
  const press = async (target: Locator) => {
    await tabTo(page, target);
    await page.keyboard.press('Enter');
  };
  const { number } = await customers.pays([poster]);
  await desk.isAdded('manager');
  await page.goto(await desk.link());
  await press(page.getByRole('button', { name: `Sign in as ${desk.name}` }));
  await expect(desk.heading('Today')).toBeVisible();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to the page' })).toBeFocused();
  await press(page.getByRole('navigation', { name: 'Admin' }).getByRole('link', { name: 'Orders' }));
  await expect(desk.heading('Orders')).toBeVisible();
  await tabTo(page, desk.field('Order number, name, e-mail, payment or tracking number'));
  await page.keyboard.type(String(number));
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(new RegExp(`q=${number}`));
  await expect(desk.rows).toHaveCount(1);
  await press(page.getByRole('link', { name: String(number), exact: true }));
  await expect(desk.heading(`Order ${number}`)).toBeVisible();
  await press(page.getByRole('link', { name: 'Refund', exact: true }));
  await tabTo(page, desk.field('Further amount in EUR'));
  await page.keyboard.type('5.00');
  await press(desk.main.getByRole('button', { name: 'Continue' }));
  await press(desk.main.getByRole('button', { name: 'Refund' }));
  await desk.reads('The refund is made. The customer gets a mail.');
});
