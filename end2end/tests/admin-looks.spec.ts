import { Customers, Desk, expect, transfers, test as base } from '../support/admin';
import { requireBrowserOfBaselines } from '../support/baselines';
import { download, largePoster, poster } from '../support/products';
import type { Shop } from '../support/shop';
import { openShop } from '../support/test';

// A shop of its own, whose orders are those of this test.
const test = base.extend<object, { shop: Shop }>({ shop: [openShop(transfers), { scope: 'worker' }] });

// As the style guide's.
test.use({ bypassCSP: true, deviceScaleFactor: 0.5 });

const order = '/admin/orders/1001';

test('the pages of the admin look as before', { tag: ['@script', '@desktop'] }, async ({ page, shop, newPage, consoleErrors }) => {
  requireBrowserOfBaselines(page);
  consoleErrors.allow(/status of 422/);
  const customers = new Customers(newPage);
  await customers.pays([poster, largePoster, download], { 'Email address': 'ada@example.com' });
  await customers.transfers([poster], { 'Email address': 'grace@example.com', 'Full name': 'Grace Hopper' });
  await shop.runs('shipment', 'mark-sent', '1001', '1', '--carrier', 'DHL', '--tracking', '00340434161094022115');
  const desk = new Desk(page, shop);
  await desk.signsIn('owner');
  await desk.opensOrder(1001);
  await desk.refunds('5.00');
  await desk.reads('The refund is made. The customer gets a mail.');
  await desk.waitsFor(desk.section('Downloads').getByText('3 downloads left'));

  const light = async () => page.emulateMedia({ colorScheme: 'light' });
  const dark = async () => page.emulateMedia({ colorScheme: 'dark' });
  const phone = async () => page.setViewportSize({ width: 390, height: 800 });
  const desktop = async () => page.setViewportSize({ width: 1280, height: 800 });

  /** Times, and what is drawn by lot or comes in an order of its own, would differ from run to run. */
  const steady = () =>
    page.evaluate(() => {
      for (const time of document.querySelectorAll('time')) time.textContent = 'Nov 30, 2026, 12:00';
      for (const section of document.querySelectorAll('section')) {
        if (['Payments', 'Timeline'].includes(section.querySelector('h2')?.textContent ?? '')) section.remove();
      }
    });
  const looks = async (as: string) => {
    await steady();
    await expect.soft(page).toHaveScreenshot(`admin-${as}.png`, { fullPage: true });
  };
  const refuse = async () => {
    await page.goto(`${order}/refund`);
    await desk.fills({ 'Further amount in EUR': '99.00' });
    await desk.presses('Continue');
    await expect(desk.main).toContainText('At most');
  };

  await light();
  for (const [name, path] of Object.entries({ today: '/admin', orders: '/admin/orders', order })) {
    await page.goto(path);
    await looks(`${name}-light`);
    await phone();
    await looks(`${name}-phone`);
    await desktop();
  }
  await refuse();
  await looks('refused-light');

  await dark();
  await page.goto(order);
  await looks('order-dark');
  await refuse();
  await looks('refused-dark');
});
