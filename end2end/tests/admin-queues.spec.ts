import { answered, expect, once, test } from '../support/admin';
import { download, poster } from '../support/products';

test.describe('without JavaScript', once, () => {
  test('a delivery that is stuck is found, explained and retried', async ({ page, system, desk, customers }) => {
    const email = `stuck.${Math.random().toString(36).slice(2)}@example.com`;
    system.answers(email, 500);
    const { number } = await customers.pays([download], { 'Email address': email });
    await desk.signsIn();
    await page.getByRole('navigation', { name: 'Admin' }).getByRole('link', { name: 'Outbox' }).click();
    const row = desk.rows.filter({ hasText: String(number) }).filter({ hasText: 'Webhook to another system' });
    await desk.waitsFor(row.getByText('the endpoint answered 500'));
    await expect(row).toContainText('Waiting');
    await row.getByRole('link', { name: 'Order paid' }).click();
    await expect(desk.heading(`Order ${number}: Order paid`)).toBeVisible();
    await desk.does('Retry now');
    await desk.reads('It is being tried again.');
    system.answers(email, 200);
    await desk.waitsFor(desk.rows.filter({ hasText: 'Webhook to another system' }).getByText('Sent', { exact: true }));
    expect(system.timesToldAbout(email)).toBeGreaterThan(1);
    await expect(page.getByRole('link', { name: 'Retry now' })).toHaveCount(0);
  });

  test('a delivery that has failed for good needs attention, until it is dismissed', async ({ page, shop, system, desk, customers }) => {
    const email = `gone.${Math.random().toString(36).slice(2)}@example.com`;
    system.answers(email, 410);
    const { number } = await customers.pays([download], { 'Email address': email });
    await desk.signsIn();
    await page.goto(`/admin/orders?tab=needs-attention&q=${number}`);
    await desk.waitsFor(desk.rows.getByText('1 message not sent'));
    await page.goto('/admin');
    await page.getByRole('link', { name: /messages? (is|are) stuck/ }).click();
    await desk.rows.filter({ hasText: String(number) }).getByRole('link', { name: 'Order paid' }).click();
    await expect(desk.main).toContainText('Fix the cause, then retry.');
    await desk.does('Dismiss');
    await desk.reads('What could not be sent is dismissed.');
    await page.goto(`/admin/orders?tab=needs-attention&q=${number}`);
    await expect(desk.main).toContainText('No order matches');
    // The shop tells the other system nothing more until then.
    await shop.stop();
    await shop.start();
  });

  test('a webhook is shown as it came, and processed again', async ({ page, desk, customers, consoleErrors }) => {
    consoleErrors.allow(answered(404));
    const { number } = await customers.pays([poster]);
    await desk.signsIn();
    await page.goto('/admin/webhooks');
    const row = desk.rows.filter({ has: page.getByRole('link', { name: String(number), exact: true }) });
    await desk.waitsFor(row.getByText('Processed').first());
    await expect(row.first()).toContainText('Sandbox');
    await row.first().getByRole('rowheader').getByRole('link').click();
    await expect(desk.heading('Payment message')).toBeVisible();
    await expect(desk.main.locator('pre')).toContainText('{');
    await desk.does('Process again');
    await desk.reads('The message was processed again.');
    await desk.opensOrder(number);
    await expect(page.locator('.ad-timeline > li').filter({ hasText: 'Order paid' }), 'it takes effect once').toHaveCount(1);
    await page.goto('/admin/webhooks/nobody-has-sent-this');
    await expect(desk.heading('There is no such page')).toBeVisible();
  });
});
