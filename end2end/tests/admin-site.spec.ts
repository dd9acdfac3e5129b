import { answered, Desk, expect, once, test as base } from '../support/admin';
import type { Shop } from '../support/shop';
import { openShop } from '../support/test';

// A shop of its own, which gets another name.
const test = base.extend<object, { shop: Shop }>({ shop: [openShop(), { scope: 'worker' }] });

test('what the owner sets is on every page of the shop at once', once, async ({ page, shop, desk, newPage, consoleErrors }) => {
  consoleErrors.allow(answered(422));
  const visitor = await newPage();
  const footer = visitor.getByRole('contentinfo');
  await desk.signsIn('owner');
  await page.getByRole('navigation', { name: 'Admin' }).getByRole('link', { name: 'Shop settings' }).click();
  await expect(desk.heading('Shop settings')).toBeVisible();

  await test.step('but not in a color that is hard to read', async () => {
    await desk.fills({
      'Name of the shop (optional)': 'Mugs & Söhne',
      'Tagline, in the footer (English) (optional)': 'Fired by the harbor',
      'Tagline, in the footer (Deutsch) (optional)': 'Am Hafen gebrannt',
      'E-mail address for shoppers (optional)': 'hello@mugs.example',
      'Accent color (optional)': '#ffd400',
      'Heading of the home page (English) (optional)': 'Mugs, mostly blue',
      'Legal notice (English) (optional)': 'Ada & Co\nHarbor 1\n\nVAT DE123',
    });
    await desk.field('Use a color of your own for: Accent color').check();
    await desk.presses('Save');
    const refused = 'Text would be hard to read in this color. Please choose a darker or stronger one.';
    await expect(desk.field('Accent color (optional)')).toHaveAccessibleDescription(refused);
    await expect(desk.field('Name of the shop (optional)')).toHaveValue('Mugs & Söhne');
    await visitor.goto('/');
    await expect(visitor).not.toHaveTitle(/Mugs/);
    expect((await visitor.request.get('/imprint')).status()).toBe(404);
  });

  await test.step('with its name, color and imprint', async () => {
    await desk.fills({ 'Accent color (optional)': '#8c2f1b' });
    await desk.presses('Save');
    await desk.reads('Your changes are saved.');
    for (const path of ['/albums/blue-hour', '/basket', '/']) {
      await visitor.goto(path);
      await expect(visitor).toHaveTitle(/Mugs & Söhne/);
      await expect(visitor.getByRole('banner').getByRole('link', { name: 'Mugs & Söhne' })).toBeVisible();
      await expect(visitor.locator('.brand__mark')).toHaveCSS('color', 'rgb(140, 47, 27)');
      await expect(footer).toContainText('Fired by the harbor');
      await expect(footer.getByRole('link', { name: 'hello@mugs.example' })).toBeVisible();
    }
    await expect(visitor.getByRole('heading', { level: 1 })).toHaveText('Mugs, mostly blue');
    await footer.getByRole('link', { name: 'Legal notice', exact: true }).click();
    await expect(visitor.getByRole('heading', { level: 1 })).toHaveText('Legal notice');
    await expect(visitor.getByText('Ada & Co')).toContainText('Harbor 1');
    await expect(visitor.getByText('VAT DE123')).toBeVisible();
    await visitor.goto('/de');
    await expect(footer).toContainText('Am Hafen gebrannt');
  });

  await test.step('and only the owner sets it', async () => {
    const manager = new Desk(visitor, shop);
    await manager.signsIn('manager');
    await expect(visitor.getByRole('link', { name: 'Shop settings' })).toHaveCount(0);
    await visitor.goto('/admin/products/site/main');
    await expect(manager.heading('Shop settings')).toBeVisible();
    await expect(manager.main.getByRole('button', { name: 'Save' })).toHaveCount(0);
  });
});
