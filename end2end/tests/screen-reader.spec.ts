import { type Page } from '@playwright/test';

import { poster } from '../support/products';
import { expect, test } from '../support/test';

/** Leaves out the options of the country list. */
async function hears(page: Page, name: string) {
  await page.locator('#country option:not(:checked)').evaluateAll((others) => others.forEach((other) => other.remove()));
  await expect(page.getByRole('main')).toMatchAriaSnapshot({ name });
}

// The accessibility tree of the checkout: a change of it shows up in review as a screen reader reads it.
test('a screen reader has the same of the checkout as before, without errors and with them', { tag: ['@script', '@desktop'] }, async ({ page, shopper }) => {
  await shopper.isAtCheckoutWith(poster);
  await hears(page, 'checkout.aria.yml');
  await shopper.answers({ 'Full name': 'Ada Lovelace', 'Postal code': '101' });
  await shopper.payButton.click();
  await expect(page.getByText('Please check the following')).toBeVisible();
  await hears(page, 'checkout-errors.aria.yml');
});
