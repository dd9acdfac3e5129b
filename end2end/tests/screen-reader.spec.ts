import { poster } from '../support/goods';
import { expect, test } from '../support/test';

// What a screen reader has of the checkout, word by word: whoever changes it sees what is heard.
test('the checkout is heard as it was, without errors and with them', { tag: ['@script', '@desktop'] }, async ({ page, shopper }) => {
  await shopper.adds(poster);
  await shopper.goesToCheckout();
  const main = page.getByRole('main');
  await expect(main).toMatchAriaSnapshot({ name: 'checkout.aria.yml' });
  await shopper.answers({ 'Full name': 'Ada Lovelace', 'Postal code': '101' });
  await shopper.payButton.click();
  await expect(page.getByText('Please check this before you pay')).toBeVisible();
  await expect(main).toMatchAriaSnapshot({ name: 'checkout-errors.aria.yml' });
});
