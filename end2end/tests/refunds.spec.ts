import { answered, expect, once, test } from '../support/admin';
import { poster } from '../support/products';

test.describe('without JavaScript', once, () => {
  // Of the three, one is free: a third of what was paid for them is refunded for each.
  test('one of three posters and the shipping are refunded', async ({ page, shop, desk, customers, consoleErrors }) => {
    consoleErrors.allow(answered(422));
    const { shopper, number, email } = await customers.pays([poster, poster, poster]);
    const pieces = desk.main.getByLabel(/^Dunes at Marram Point .*: pieces to refund$/);
    const inStock = async () => {
      await page.goto('/admin/products/poster/dunes');
      return Number(await desk.fact('A3').textContent());
    };
    await desk.signsIn();
    const before = await inStock();
    await desk.opensOrder(number);

    await test.step('too many are refused, with what was filled in', async () => {
      await desk.opens('Refund');
      await expect(pieces).toHaveValue('0');
      await expect(pieces).toHaveAccessibleDescription('3 of 3 left, €38.00 for all that are left.');
      await pieces.fill('4');
      await desk.fills({ Reason: 'Torn at a corner' });
      await desk.presses('Continue');
      await expect(pieces).toHaveAttribute('aria-invalid', 'true');
      await expect(pieces).toHaveAccessibleDescription(/At most 3 can be refunded\./);
      await expect(desk.field('Reason')).toHaveValue('Torn at a corner');
    });

    await test.step('the next page says what will happen', async () => {
      await pieces.fill('1');
      await desk.main.getByRole('checkbox', { name: 'Shipping (€4.90 left)' }).check();
      await expect(desk.main.getByRole('checkbox', { name: 'Put the pieces back into stock' })).toBeChecked();
      await desk.presses('Continue');
      await expect(desk.fact('Amount')).toHaveText('€17.57');
      await expect(desk.fact('For')).toHaveText(/^1 × Dunes at Marram Point .*, Shipping$/);
      await expect(desk.main).toContainText('Only what is left of it is to be sent, 2 pieces.');
      await page.getByRole('link', { name: 'Change what is refunded' }).click();
      await expect(pieces).toHaveValue('1');
      await expect(desk.field('Reason')).toHaveValue('Torn at a corner');
      await desk.presses('Continue');
    });

    await test.step('and the button makes it happen', async () => {
      await desk.presses('Refund');
      await desk.reads('The refund is made. The customer gets a mail.');
      await expect(desk.section('Items')).toContainText('1 of 3 refunded');
      await expect(desk.section('Payments')).toContainText('Torn at a corner');
      await expect(desk.parcel(1)).toContainText('2 × Dunes at Marram Point');
      expect(await inStock()).toBe(before + 1);
      await page.goto(`/admin/orders/slips?order=${number}`);
      await expect(page.locator('.ad-slip').getByRole('row').filter({ hasText: 'Dunes' })).toContainText('2');
    });

    await test.step('the customer reads it on the page and in a mail', async () => {
      await shopper.page.reload();
      await expect(shopper.page.getByRole('main')).toContainText('1 of 3 refunded');
      const refund = async () => (await shop.mailsTo(email)).find(({ text }) => text.startsWith('We\'ve refunded €17.57'))?.text ?? '';
      await expect.poll(refund).toMatch(/Refunded for: +1 × Dunes at Marram Point .*, Shipping/);
      expect(await refund()).toMatch(/Reason: +Torn at a corner/);
    });

    await test.step('the rest, with one button', async () => {
      await desk.opensOrder(number);
      await desk.opens('Refund');
      await desk.presses('Everything that is left');
      await expect(pieces).toHaveValue('2');
      await desk.presses('Continue');
      await expect(desk.fact('Amount')).toHaveText('€25.33');
      await desk.presses('Refund');
      await desk.reads('The refund is made. The customer gets a mail.');
      await expect(desk.parcel(1)).toContainText('Cancelled');
    });
  });
});
