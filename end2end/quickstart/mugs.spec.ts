import { type Page } from '@playwright/test';

import { expectAccessible } from '../support/accessibility';
import { mailsIn } from '../support/mail';
import { addressInGermany } from '../support/shopper';
import { expect, test as base } from '../support/test';

const { QUICKSTART_KIND: kind = '', QUICKSTART_URL: url = '', QUICKSTART_MAILS: mails = '' } = process.env;

// The server runs already.
const test = base.extend({ baseURL: async ({}, use) => use(url) });

/** Waits until a script listens to an event of an object of the page. Nothing on the page of a new app says so. */
async function listens(page: Page, object: string, event: string) {
  const debug = await page.context().newCDPSession(page);
  await expect(async () => {
    const { result } = await debug.send('Runtime.evaluate', { expression: object });
    const { listeners } = await debug.send('DOMDebugger.getEventListeners', { objectId: result.objectId ?? '' });
    expect(listeners.map(({ type }) => type)).toContain(event);
  }).toPass({ timeout: 15_000 });
  await debug.detach();
}

/** Waits until the browser handles the form that adds to the basket. */
const handlesTheForm = (page: Page) => listens(page, 'document.documentElement', 'submit');

test('a mug is bought, paid at the sandbox, and confirmed by mail', async ({ page, shopper }) => {
  await page.goto('/');
  // In an app that is hydrated as a whole, the router renders the page of the mug in the browser, and the document stays.
  const routed = kind === 'hydrated' && shopper.scripted;
  if (routed) {
    await listens(page, 'window', 'click');
    await page.evaluate(() => document.documentElement.setAttribute('data-stays', ''));
  }
  await page.getByRole('link', { name: 'Tall mug' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Tall mug' })).toBeVisible();
  await expect(page.locator('html[data-stays]')).toHaveCount(routed ? 1 : 0);

  if (shopper.scripted) await handlesTheForm(page);
  const saved = shopper.saved('basket/add');
  await page.getByRole('button', { name: 'Add to basket' }).click();
  await saved;
  if (shopper.scripted) {
    await expect(page).toHaveURL('/mugs/tall');
    await expect(page.getByRole('main').getByRole('status')).toHaveText(/\S/);
    await expect(shopper.widget).toContainText('€12.00');
    await shopper.widget.click();
  }
  await expect(page).toHaveURL(/\/shop\/basket/);
  await expect(page.getByRole('heading', { level: 1, name: 'Your basket' })).toBeVisible();
  await expect(shopper.widget).toContainText('€12.00');

  await page.getByRole('link', { name: 'Checkout' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Checkout' })).toBeVisible();
  if (shopper.scripted) await expect(page.locator('[data-live]')).toBeVisible();
  await shopper.answers({ 'Email address': shopper.email, ...addressInGermany });
  await expect(page.getByText('Parcel').first()).toBeVisible();
  await expect(shopper.payButton).toHaveText('Pay €16.90');
  await shopper.pays();
  await shopper.paysBy();
  await expect(page).toHaveURL(/\/shop\/order\//);

  await expect.poll(async () => (await mailsIn(mails, shopper.email)).length).toBe(1);
  const [mail] = await mailsIn(mails, shopper.email);
  expect(mail.text).toContain(`${url}/shop/order/`);
});

test('the status of an unknown mug is 404', async ({ page, consoleErrors }) => {
  consoleErrors.allow(/404/);
  expect((await page.goto('/mugs/none'))?.status()).toBe(404);
  await expect(page.getByRole('heading', { level: 1, name: 'There is no such mug.' })).toBeVisible();
});

test('axe has no objection to any page, and each fits its window', { tag: '@script' }, async ({ page, shopper }) => {
  for (const path of ['/', '/mugs/tall', '/shop/basket']) {
    await page.goto(path);
    await expectAccessible(page, path);
  }
  await page.goto('/mugs/tall');
  await handlesTheForm(page);
  const saved = shopper.saved('basket/add');
  await page.getByRole('button', { name: 'Add to basket' }).click();
  await saved;
  for (const path of ['/shop/basket', '/shop/checkout']) {
    await page.goto(path);
    await expectAccessible(page, `${path}, with a mug`);
  }
});
