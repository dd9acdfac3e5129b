import { answered, expect, once, test } from '../support/admin';
import { download, largePoster, poster } from '../support/products';

test.describe('without JavaScript', once, () => {
  test('a transfer that has arrived is marked as paid, once', async ({ page, shop, desk, customers, consoleErrors }) => {
    consoleErrors.allow(answered(422));
    const { number, email } = await customers.transfers([poster]);
    await desk.signsIn();
    await page.getByRole('link', { name: /orders? (is|are) unpaid/ }).click();
    await expect(page.getByRole('navigation', { name: 'Lists of orders' }).getByRole('link', { name: 'Unpaid' })).toHaveAttribute('aria-current', 'page');
    await page.getByRole('link', { name: String(number), exact: true }).click();
    await expect(desk.heading(`Order ${number}`)).toBeVisible();
    await expect(desk.section('Payments')).toContainText(/RF\d\d/);

    await page.getByRole('link', { name: 'Mark as paid', exact: true }).click();
    await expect(desk.heading(`Order ${number}: Mark as paid`)).toBeVisible();
    await expect(desk.main).toContainText('The payment of €23.90 has arrived, outside of any payment service.');
    await desk.presses('Mark as paid');
    await desk.reads('The order is paid.');
    await expect(page).toHaveURL(`/admin/orders/${number}?done=mark-paid`);
    const mails = async () => (await shop.mailsTo(email)).map(({ subject }) => subject);
    await expect.poll(async () => (await mails()).length, 'how to pay, and the confirmation').toBe(2);

    await page.goBack();
    await expect(page.getByRole('alert')).toContainText('it was done already');
    await expect(desk.main.getByRole('button')).toHaveCount(0);

    await page.goto('/admin/audit');
    await desk.field('Who').selectOption(desk.email);
    await desk.fills({ Order: String(number) });
    await desk.presses('Filter');
    await expect(desk.rows).toHaveCount(1);
    await expect(desk.rows).toContainText('Marked as paid');
    await desk.fills({ Order: 'the last one' });
    await desk.presses('Filter');
    await expect(desk.main).toContainText('An order number has digits only, such as 1001.');
    expect(await mails()).toHaveLength(2);
  });

  test('a part of a payment is refunded, and then the rest', async ({ page, shop, desk, customers, consoleErrors }) => {
    consoleErrors.allow(answered(422));
    const { number, email } = await customers.pays([poster, download]);
    const amount = desk.field('Further amount in EUR');
    const mails = async () => (await shop.mailsTo(email)).filter(({ text }) => text.includes("We've refunded")).length;
    await desk.signsIn();
    await desk.opensOrder(number);

    await test.step('too much is refused, with what was typed', async () => {
      await page.getByRole('link', { name: 'Refund', exact: true }).click();
      await expect(desk.fact('Can still be refunded')).toHaveText('€32.90');
      await amount.fill('99,00');
      await desk.presses('Continue');
      await expect(amount).toHaveValue('99,00');
      await expect(amount).toHaveAttribute('aria-invalid', 'true');
      await expect(amount).toHaveAccessibleDescription(/At most €32\.90 can be refunded\.$/);
      await amount.fill('a few euros');
      await desk.presses('Continue');
      await expect(amount).toHaveAccessibleDescription(/Please enter an amount, such as 32\.90\.$/);
    });

    await test.step('the same form, sent twice, refunds once', async () => {
      await desk.opensOrder(number);
      await page.getByRole('link', { name: 'Refund', exact: true }).click();
      await amount.fill('10');
      await desk.presses('Continue');
      const sent = page.waitForRequest((request) => request.method() === 'POST');
      await desk.presses('Refund');
      await desk.reads('The refund is made. The customer gets a mail.');
      const again = await page.request.post(page.url().replace(/\?.*/, '/refund'), {
        data: (await sent).postData() ?? '',
        headers: { 'content-type': 'application/x-www-form-urlencoded', 'sec-fetch-site': 'same-origin' },
      });
      expect(new URL(again.url()).search).toBe('?done=refund-submitted');
      await page.reload();
      await expect(desk.section('Items').getByRole('row', { name: /^Refunded/ })).toContainText('€10.00');
      await expect(desk.section('Payments').getByRole('row').filter({ hasText: 'Made by the shop' })).toHaveCount(1);
    });

    await test.step('the back button shows what is left', async () => {
      await page.goBack();
      await expect(desk.heading(`Order ${number}: Refund`)).toBeVisible();
      await page.goto(`/admin/orders/${number}/refund`);
      await expect(desk.fact('Can still be refunded')).toHaveText('€22.90');
    });

    await test.step('the rest', async () => {
      await desk.opensOrder(number);
      await desk.opens('Refund');
      await desk.presses('Everything that is left');
      await desk.presses('Continue');
      await desk.presses('Refund');
      await desk.reads('The refund is made. The customer gets a mail.');
      await expect(desk.section('Items').getByRole('row', { name: /^Refunded/ })).toContainText('€32.90');
      await expect(page.getByRole('link', { name: 'Refund', exact: true })).toHaveCount(0);
      await expect(desk.parcel(1), 'what was not sent').toContainText('Cancelled');
      await expect(desk.section('Downloads')).toContainText('Disabled by the refund');
      await expect.poll(mails).toBe(2);
      await page.goto(`/admin/orders?tab=refunded&q=${number}`);
      await expect(desk.rows).toContainText(String(number));
    });
  });

  test('a refund that the gateway does not take is given up, made elsewhere, and recorded', async ({ desk, customers }) => {
    const { shopper, number, gateway } = await customers.pays([download]);
    await shopper.page.goto(gateway);
    await shopper.decides("Reject the shop's key for refunds");
    await desk.signsIn();
    await desk.opensOrder(number);
    await desk.refunds('5.00');
    await desk.reads('The refund is requested. The payment service has not answered yet, and is asked again until it does.');
    await desk.does('Give up a refund');
    await desk.reads('The refund is given up.');
    await desk.refunds('5.00', 'Record a refund made elsewhere');
    await desk.reads('The refund is recorded. The customer gets a mail.');
    await expect(desk.section('Payments').getByRole('row').filter({ hasText: 'Made by hand' })).toContainText('€5.00');
  });

  test('a disputed order is on hold, until it is released', async ({ page, desk, customers }) => {
    const { shopper, number, gateway } = await customers.pays([poster]);
    await shopper.page.goto(gateway);
    await shopper.decides('Open a dispute');
    await desk.signsIn();
    await desk.opensOrder(number);
    await desk.waitsFor(page.getByRole('complementary', { name: 'What to do' }).getByText('Payment disputed'));
    await expect(desk.parcel(1).getByRole('link', { name: 'Mark as sent' })).toHaveCount(0);
    await page.goto(`/admin/orders?tab=needs-attention&q=${number}`);
    await expect(desk.rows).toContainText('On hold');
    await desk.opensOrder(number);
    await desk.does('Lift the hold');
    await desk.reads('The hold is lifted.');
    await desk.does('Mark as sent', {}, desk.parcel(1));
    await desk.reads('The parcel is sent. The customer gets a mail.');
  });

  test('two parcels are sent, followed, returned and sent again', async ({ page, shop, desk, customers, consoleErrors }) => {
    consoleErrors.allow(answered(422));
    const { number, email } = await customers.pays([poster, largePoster]);
    const [first, second] = [desk.parcel(1), desk.parcel(2)];
    const url = desk.field('Address of the tracking page');
    const mails = async (text: string) => (await shop.mailsTo(email)).filter((mail) => mail.text.includes(text)).length;
    await desk.signsIn('packer');
    await desk.opensOrder(number);

    await test.step('the first, at the second try', async () => {
      await desk.does('Mark as sent', { Carrier: 'DHL', 'Tracking number': '00340434', 'Address of the tracking page': 'javascript:alert(1)' }, first);
      await expect(url).toHaveValue('javascript:alert(1)');
      await expect(url).toHaveAccessibleDescription(/such as https:\/\//);
      await expect(desk.field('Carrier')).toHaveValue('DHL');
      await url.fill('carrier.example/00340434');
      await desk.presses('Mark as sent');
      await desk.reads('The parcel is sent. The customer gets a mail.');
      await expect(first).toContainText('Sent');
      await expect(first.getByRole('link', { name: '00340434' })).toHaveAttribute('href', 'https://carrier.example/00340434');
      await expect.poll(() => mails('https://carrier.example/00340434')).toBe(1);
    });

    await test.step('its tracking is mended, and it arrives', async () => {
      await desk.does('Update the tracking', { 'Tracking number': '00340435' }, first);
      await desk.reads('The tracking is up to date. The customer gets no further mail.');
      await desk.does('Mark as delivered', {}, first);
      await desk.reads('The parcel is delivered.');
      await expect(first).toContainText('Delivered');
      await page.goto('/admin/orders?q=00340435');
      await expect(desk.rows.filter({ hasText: String(number) })).toHaveCount(1);
      await desk.opensOrder(number);
    });

    await test.step('the second fails, and is sent again', async () => {
      await desk.does('Mark as not delivered', { 'Reason, for the staff': 'The tube is torn' }, second);
      await desk.reads('The parcel has failed.');
      await expect(second).toContainText('The tube is torn');
      await desk.does('Send again', {}, second);
      await desk.reads('The parcel is to be sent again.');
      await expect(second).toContainText('To send');
      await desk.does('Mark as sent', {}, second);
      await desk.reads('The parcel is sent. The customer gets a mail.');
      await expect.poll(() => mails('A parcel from your order')).toBe(2);
    });
  });

  test('an address is corrected, a note written, downloads are ended and renewed', async ({ page, shop, desk, customers, consoleErrors }) => {
    consoleErrors.allow(answered(422));
    const { shopper, number, email } = await customers.pays([download]);
    const correct = `correct.${email}`;
    const timeline = page.locator('.ad-timeline > li');
    await desk.signsIn();
    await desk.opensOrder(number);

    await test.step('the address, at the second try, and the mail again', async () => {
      await desk.does('Correct e-mail or address', { 'E-mail address': 'ada@example' });
      await expect(desk.field('E-mail address')).toHaveValue('ada@example');
      await expect(desk.field('E-mail address')).toHaveAttribute('aria-invalid', 'true');
      await desk.fills({ 'E-mail address': correct });
      await desk.presses('Correct e-mail or address');
      await desk.reads('The order is corrected. Mails that were sent already can be sent again, from the timeline.');
      await expect(timeline.filter({ hasText: 'Corrected by' })).toContainText(`${email} → ${correct}`);
      const paid = timeline.filter({ hasText: 'Order paid' }).getByRole('listitem').filter({ hasText: 'Mail to the customer' });
      const again = paid.getByRole('link', { name: 'Send again' });
      await desk.waitsFor(again);
      await again.click();
      await desk.presses('Send again');
      await desk.reads('It is being sent again.');
      await expect.poll(async () => (await shop.mailsTo(correct)).length).toBe(1);
    });

    await test.step('a note, whose button is pressed twice', async () => {
      const note = desk.field('Only the staff sees it. It cannot be changed or deleted.');
      const notes = timeline.filter({ hasText: `Note by ${desk.email}` });
      await desk.opensOrder(number);
      await desk.presses('Save the note');
      await expect(note).toHaveAccessibleDescription('Please write something first.');
      await desk.opensOrder(number);
      await note.fill('Has called.\nWants an <b>invoice</b>.');
      await desk.main.getByRole('button', { name: 'Save the note' }).dblclick();
      await desk.reads('The note is saved.');
      await expect(notes).toHaveCount(1);
      await expect(notes).toContainText('Wants an <b>invoice</b>.');
      await page.goBack();
      await expect(notes).toHaveCount(1);
      await expect(note, 'the back button brings back nothing to send again').toHaveValue('');
    });

    await test.step('the downloads', async () => {
      const link = shopper.page.getByRole('link', { name: /^Download/ });
      await shopper.waitsFor(link);
      await desk.does('End the downloads');
      await desk.reads('The downloads have ended.');
      await expect(desk.section('Downloads')).toContainText('Expired');
      await shopper.page.reload();
      await expect(link).toHaveCount(0);
      await desk.does('Renew the downloads');
      await desk.reads('The downloads are renewed. The customer gets a mail.');
      await expect(desk.section('Downloads')).toContainText('3 downloads left');
      await shopper.page.reload();
      await expect(link).toBeVisible();
      await expect.poll(async () => (await shop.mailsTo(correct)).map(({ subject }) => subject).join()).toContain('available again');
    });
  });

  test('an unpaid order is asked about, and cancelled', async ({ page, desk, customers, consoleErrors }) => {
    consoleErrors.allow(answered(422));
    const { shopper, number } = await customers.leavesUnpaid([poster]);
    await desk.signsIn();
    await desk.opensOrder(number);
    await page.getByRole('link', { name: 'Ask the payment service now' }).click();
    // It was asked a moment ago, perhaps, by the shop.
    await expect(async () => {
      await desk.presses('Ask the payment service now');
      await expect(page.getByRole('status')).toHaveText('The payment service was asked. The order shows what it has answered.', { timeout: 500 });
    }).toPass({ timeout: 15_000 });
    await desk.does('Cancel the order');
    await desk.reads('The order is cancelled.');
    await expect(desk.main).toContainText('Cancelled');
    await shopper.page.reload();
    await expect(shopper.page.getByRole('heading', { level: 1 })).toContainText(/cancelled|not paid/);
    await page.goto(`/admin/orders?tab=unpaid&q=${number}`);
    await expect(desk.main).toContainText('No order matches');
  });
});
