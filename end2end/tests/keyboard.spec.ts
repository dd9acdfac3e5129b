import { type Locator, type Page } from '@playwright/test';

import { addressInGermany } from '../support/shopper';
import { expect, test } from '../support/test';

/** Goes on with the tab key until an element has the focus, which one has to be able to see. */
async function tabTo(page: Page, target: Locator) {
  await expect(target).toBeVisible();
  for (let stop = 0; stop < 120; stop++) {
    await page.keyboard.press('Tab');
    if (await target.evaluate((element) => element === document.activeElement)) {
      const marked = await target.evaluate((element) => {
        // A link that fills a card is marked by the card.
        for (let around: Element | null = element; around?.closest('main, header, footer, form'); around = around.parentElement) {
          if (getComputedStyle(around).outlineStyle !== 'none') return true;
        }
        return false;
      });
      expect(marked, 'the focus can be seen').toBe(true);
      return;
    }
  }
  throw new Error(`the tab key does not lead to ${target}`);
}

test('the whole journey needs nothing but a keyboard', { tag: '@desktop' }, async ({ page, shopper }) => {
  const press = async (target: Locator) => {
    await tabTo(page, target);
    await page.keyboard.press('Enter');
  };
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

  if (shopper.scripted) await press(shopper.widget);
  await expect(page.getByRole('heading', { name: 'Your basket' })).toBeVisible();
  await shopper.waitsForIslands();
  await press(page.getByRole('link', { name: 'Checkout' }));
  await expect(page.getByRole('heading', { name: 'Checkout' })).toBeVisible();
  await shopper.waitsForIslands();
  for (const [label, answer] of Object.entries({ 'E-mail address': shopper.email, ...addressInGermany })) {
    await tabTo(page, shopper.field(label));
    await page.keyboard.type(answer);
  }
  await press(shopper.payButton);
  await expect(page.getByText('Sandbox gateway.')).toBeVisible();
  await press(page.getByRole('button', { name: 'Approve the payment' }));
  await shopper.seesOrder(/is paid/);
});
