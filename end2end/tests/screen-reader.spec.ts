import { type Page } from '@playwright/test';

import { poster } from '../support/goods';
import { expect, test } from '../support/test';

/** What is in the list of countries is another matter. */
async function hears(page: Page, name: string) {
  await page.locator('#country option:not(:checked)').evaluateAll((others) => others.forEach((other) => other.remove()));
  await expect(page.getByRole('main')).toMatchAriaSnapshot({ name });
}

// What a screen reader has of the checkout, word by word: whoever changes it sees what is heard.
test('a screen reader has the same of the checkout as before, without errors and with them', { tag: ['@script', '@desktop'] }, async ({ page, shopper }) => {
  await shopper.isAtCheckoutWith(poster);
  await hears(page, 'checkout.aria.yml');
  await shopper.answers({ 'Full name': 'Ada Lovelace', 'Postal code': '101' });
  await shopper.payButton.click();
  await expect(page.getByText('Please check the following')).toBeVisible();
  await hears(page, 'checkout-errors.aria.yml');
});
