import { download, poster } from '../support/products';
import { hold } from '../support/network';
import { expect, test } from '../support/test';

test('a German finds the shop in German, buys in German, and gets a German mail', { tag: '@desktop' }, async ({ page, shop, shopper }) => {
  await test.step('the switch leads to the same page in the other language', async () => {
    await shopper.opens(download.page);
    await expect(page.locator('html')).toHaveAttribute('lang', 'en');
    const alternates = page.locator('link[rel=alternate][hreflang]');
    expect(await alternates.evaluateAll((links) => links.map((link) => link.getAttribute('hreflang')))).toEqual(['en', 'de', 'x-default']);
    await page.getByRole('contentinfo').getByRole('link', { name: 'Deutsch' }).click();
    await expect(page).toHaveURL(`/de${download.page}`);
    await expect(page.locator('html')).toHaveAttribute('lang', 'de');
    await expect(page.locator('link[rel=canonical]')).toHaveAttribute('href', `${shop.url}/de${download.page}`);
    await shopper.waitsForIslands();
  });

  await test.step('a product\'s description is in German, and German words find it', async () => {
    await expect(page.getByText('Man hört den Filz, die Bank')).toBeVisible();
    await expect(page.locator('meta[name=description]')).toHaveAttribute('content', /^Acht Stücke für ein Klavier/);
    await shopper.opens('/de/search?q=hafenglocke');
    await expect(page.getByRole('main').getByRole('link', { name: 'Blue Hour' })).toBeVisible();
    await shopper.opens(`/de${download.page}`);
  });

  await test.step('what the islands say is German', async () => {
    const saved = shopper.saved('basket/add');
    await shopper.offer(download).getByRole('button', { name: 'In den Warenkorb' }).click();
    await saved;
    if (shopper.scripted) {
      await expect(page.getByText('In den Warenkorb gelegt.')).toBeVisible();
      await expect(page.getByRole('link', { name: 'Warenkorb, 1 Artikel' })).toContainText('9,00\u00a0€');
    } else {
      await expect(page).toHaveURL(/\/de\/basket/);
    }
    await shopper.opens(`/de${poster.page}`);
    const added = shopper.saved('basket/add');
    await shopper.offer(poster).getByRole('button', { name: 'In den Warenkorb' }).click();
    await added;
  });

  await test.step('so is the basket, while it changes', async () => {
    await shopper.opens('/de/basket');
    const line = shopper.line(poster);
    await expect(line).toContainText('je 19,00\u00a0€');
    await expect(line).toContainText('(Druck, A3)');
    if (shopper.scripted) {
      const held = await hold(page, '**/pannier/basket/quantity');
      await line.getByRole('spinbutton').fill('60');
      await line.getByRole('spinbutton').press('Enter');
      await expect(line.locator('.pn-line__total')).toHaveText('1.140,00\u00a0€');
      await held.letGo();
      await expect(page.getByText(/Leider nur noch \d+ verfügbar\./).first()).toBeAttached();
    }
    await page.getByRole('link', { name: 'Zur Kasse' }).click();
    await expect(page.getByRole('heading', { name: 'Kasse' })).toBeVisible();
    await shopper.waitsForIslands();
  });

  await test.step('and the checkout, with its mistakes', async () => {
    await page.getByRole('button', { name: /^Jetzt kaufen: / }).last().click();
    await expect(page.getByText('Bitte ausfüllen: Postleitzahl.').first()).toBeVisible();
    await shopper.waitsForIslands();
    await shopper.answers({
      'E-Mail-Adresse': shopper.email,
      'Vor- und Nachname': 'Ada Lovelace',
      'Straße und Hausnummer': 'Invalidenstraße 43',
      Postleitzahl: '10115',
      Ort: 'Berlin',
    });
    await shopper.agrees();
    await page.getByRole('button', { name: /^Jetzt kaufen: \d+,\d\d\s€$/ }).click();
  });

  await test.step('the way back from the gateway is German as well', async () => {
    await shopper.decides('Zahlung bestätigen');
    await expect(page).toHaveURL(/\/de\/order\//);
    const paid = page.getByRole('heading', { level: 1, name: /Bestellung \d+ ist bezahlt/ });
    await expect(async () => {
      if (!shopper.scripted && (await paid.isHidden())) await page.getByRole('link', { name: 'Erneut prüfen' }).click({ timeout: 500 });
      await expect(paid).toBeVisible({ timeout: 500 });
    }).toPass({ timeout: 15_000 });
  });

  await test.step('and the mail, which leads back there', async () => {
    await expect.poll(async () => (await shop.mailsTo(shopper.email)).length).toBe(1);
    const [mail] = await shop.mailsTo(shopper.email);
    expect(mail.subject).toContain('Ihre Bestellung');
    expect(mail.text).toContain('Vielen Dank für Ihre Bestellung');
    expect(mail.text).toMatch(/\/de\/order\/\S+/);
    expect(mail.text).toContain('(Druck, A3)');
    expect(mail.html).toContain('<html lang="de">');
  });
});

test.describe('a browser that would rather have German', () => {
  test.use({ locale: 'de-DE' });

  test('is shown a link to the German page, and not redirected', { tag: '@desktop' }, async ({ page, shopper }) => {
    await shopper.opens('/posters');
    await expect(page.locator('html')).toHaveAttribute('lang', 'en');
    const hint = page.getByRole('link', { name: 'Diese Seite auf Deutsch' });
    await expect(hint).toHaveAttribute('lang', 'de');
    await hint.click();
    await expect(page).toHaveURL('/de/posters');
    await expect(hint).toHaveCount(0);
  });
});
