import { type Locator } from '@playwright/test';

import { tabTo } from '../support/keyboard';
import { download, poster } from '../support/products';
import { addressInGermany } from '../support/shopper';
import { expect, test } from '../support/test';

test('the whole journey needs nothing but a keyboard', { tag: '@desktop' }, async ({ page, shopper }) => {
  const press = async (target: Locator) => {
    await tabTo(page, target);
    await page.keyboard.press('Enter');
  };
  await test.step('to a print, and into the basket', async () => {
    await shopper.opens('/');
    await page.keyboard.press('Tab');
    await expect(page.getByRole('link', { name: 'Skip to content' })).toBeFocused();
    await press(page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Prints' }));
    await press(page.getByRole('link', { name: 'Dunes at Marram Point' }));
    await expect(page.getByRole('heading', { level: 1, name: 'Dunes at Marram Point' })).toBeVisible();
    await shopper.waitsForIslands();
    const saved = shopper.saved('basket/add');
    await press(page.getByRole('button', { name: 'Add to basket' }).first());
    await saved;
  });

  await test.step('past the header, and a download as well', async () => {
    await shopper.opens(download.page);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    const first = page.getByRole('main').getByRole('link').first();
    await expect(first, 'the skip link leads past the header').toBeFocused();
    const saved = shopper.saved('basket/add');
    await press(page.getByRole('button', { name: 'Add to basket' }).first());
    await saved;
  });

  await test.step('through the basket', async () => {
    if (shopper.scripted) await press(shopper.widget);
    await expect(page.getByRole('heading', { name: 'Your basket' })).toBeVisible();
    await shopper.waitsForIslands();
    await tabTo(page, page.getByLabel(/^Quantity of .*Dunes/));
    const saved = shopper.saved('basket/quantity');
    await page.keyboard.type('2');
    await page.keyboard.press('Enter');
    await saved;
    await expect(shopper.line(poster)).toContainText('€38.00');
    await shopper.waitsForIslands();
    await press(page.getByRole('link', { name: 'Checkout' }));
    await expect(page.getByRole('heading', { name: 'Checkout' })).toBeVisible();
    await shopper.waitsForIslands();
  });

  await test.step('through the checkout, at the second try', async () => {
    await press(shopper.payButton);
    const summary = page.getByRole('alert').filter({ hasText: 'Please check the following' });
    await expect(summary).toBeVisible();
    await shopper.waitsForIslands();
    if (shopper.scripted) await expect(page.locator('#checkout-errors:focus, [aria-invalid]:focus'), 'one is taken to what is wrong').toHaveCount(1);
    await press(summary.getByRole('link', { name: /email address/ }));
    await expect(shopper.field('Email address')).toBeFocused();
    await page.keyboard.type(shopper.email);
    for (const [label, answer] of Object.entries(addressInGermany)) {
      await tabTo(page, shopper.field(label));
      await page.keyboard.type(answer);
    }
    await tabTo(page, shopper.consent);
    await page.keyboard.press('Space');
    await expect(shopper.consent).toBeChecked();
    await press(shopper.payButton);
  });

  await test.step('through the gateway to the file', async () => {
    await expect(page.getByText('Sandbox gateway.')).toBeVisible();
    await press(page.getByRole('button', { name: 'Approve the payment' }));
    await shopper.seesOrder(/is paid/);
    await shopper.waitsFor(page.getByRole('link', { name: /^Download/ }));
    await shopper.waitsForIslands();
    const arriving = page.waitForEvent('download');
    await press(page.getByRole('link', { name: /^Download/ }));
    expect((await arriving).suggestedFilename()).toContain('Blue Hour');
  });
});
