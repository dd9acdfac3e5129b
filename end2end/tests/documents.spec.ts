import { type Locator, type Page } from '@playwright/test';

import { expectAccessible } from '../support/accessibility';
import { SentPages } from '../support/html';
import { download, euros, poster } from '../support/products';
import { addressInGermany, type Shopper } from '../support/shopper';
import { expect, test } from '../support/test';

/** Waits until a link to a document is on the page of the order: an invoice is written a moment after the order is paid. */
async function hasWritten(page: Page, link: Locator) {
  await expect(async () => {
    if (await link.isHidden()) await page.reload();
    await expect(link).toBeVisible({ timeout: 500 });
  }).toPass({ timeout: 15_000 });
}

/** Leaves the order for a document of it. */
async function follows(shopper: Shopper, link: Locator) {
  await shopper.waitsForIslands();
  await link.click();
  await expect(shopper.page).toHaveURL(/\/documents\//);
}

test('a shopper finds the invoice on the page of the order, and prints it like a letter', async ({ page, shopper }) => {
  await shopper.isReadyToPayFor(poster, download);
  await shopper.pays();
  const number = await shopper.paysBy();
  const order = page.url();
  const invoice = page.getByRole('link', { name: /^Invoice \d{4}-\d{5} as Web page$/ });
  await hasWritten(page, invoice);
  await expect(page.getByRole('link', { name: `Order confirmation ${number} as Web page` })).toBeVisible();
  // On a phone, the links go below the title rather than squeeze it into a column of letters.
  const title = await page.locator('.pn-parcel__title', { hasText: /^Invoice / }).boundingBox();
  expect(title?.height, 'one line').toBeLessThan(40);
  await follows(shopper, invoice);

  await expect(page.getByRole('heading', { level: 1, name: /^Invoice \d{4}-\d{5}$/ })).toBeVisible();
  const facts = page.locator('.top .facts');
  await expect(facts).toContainText(String(number));
  await expect(page.locator('.window')).toContainText(addressInGermany['Full name']);
  await expect(page.getByRole('row')).toHaveCount(4);
  await expect(page.locator('.total')).toContainText(euros(poster.price + download.price + 490));
  if (shopper.scripted) await expectAccessible(page, 'invoice');

  // Paper has a margin of 16 mm: from its edge to the window of the envelope are 45 mm.
  await page.setViewportSize({ width: 794, height: 1123 });
  await page.emulateMedia({ media: 'print' });
  const window = await page.locator('.window').boundingBox();
  expect(Math.round(((window?.y ?? 0) / 96) * 25.4) + 16).toBe(45);
  await page.emulateMedia({ media: null });

  // Nobody finds it by another address.
  const hidden = await page.request.get(page.url().replace(/\/order\/[^/]+/, '/order/no-such-token'));
  expect(hidden.status()).toBe(404);
  const sent = new SentPages(page.request);
  for (const name of ['invoice', 'confirmation']) await sent.add(`${new URL(order).pathname}/documents/${name}.html`, name);
  expect(await sent.complaints()).toEqual([]);
});

test('an invoice is in the language of its order', { tag: ['@plain', '@desktop'] }, async ({ page, shopper }) => {
  await shopper.alreadyHas(download);
  await shopper.opens('/de/checkout');
  await shopper.answers({ 'E-Mail-Adresse': shopper.email });
  await shopper.agrees();
  await page.getByRole('button', { name: /^Jetzt kaufen: / }).last().click();
  await shopper.decides('Zahlung bestätigen');
  await expect(page).toHaveURL(/\/de\/order\//);
  const invoice = page.getByRole('link', { name: /^Rechnung \d{4}-\d{5} als Webseite$/ });
  await hasWritten(page, invoice);
  const path = new URL((await invoice.getAttribute('href')) ?? '', page.url()).pathname;
  for (const address of [path, path.replace(/^\/de\//, '/')]) {
    await page.goto(address);
    await expect(page.locator('html')).toHaveAttribute('lang', 'de');
    await expect(page.getByRole('heading', { level: 1, name: /^Rechnung \d{4}-\d{5}$/ })).toBeVisible();
    await expect(page.locator('.total')).toContainText(/9,00\s€/);
  }
});
