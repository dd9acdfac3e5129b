import { hold } from '../support/network';
import { expect, test } from './test';

test('an issue is taken by our own button, a subscription by the store\'s; widget and badge keep step', async ({ page, reader }) => {
  await reader.takes(4);
  await reader.seesInBag(1, '€7.50');
  await reader.subscribes();
  await reader.seesInBag(2, '€45.50');
  await reader.opens('/about');
  await reader.seesInBag(2, '€45.50');
});

test('a whole volume costs a fifth less, and says so', async ({ page, reader }) => {
  for (const number of [1, 2, 3]) await reader.takes(number);
  await reader.seesInBag(3, '€18.00');
  await reader.takes(4);
  // 25.50 without the fifth.
  await reader.seesInBag(4, '€20.40');
  await reader.opens('/shop/basket');
  await expect(page.getByText('A whole volume, for a fifth less').first()).toBeVisible();
  await reader.seesInBag(4, '€20.40');
});

test('the bag can be changed, emptied, and filled again', async ({ page, reader }) => {
  await reader.takes(2);
  await reader.subscribes('Two years');
  await reader.opens('/shop/basket');
  const quantity = page.getByLabel(/^Quantity of .*Ink/);
  await quantity.fill('3');
  if (reader.scripted) {
    const saved = reader.saved('basket/quantity');
    await quantity.press('Tab');
    await saved;
  } else {
    await page.getByRole('button', { name: 'Update' }).first().click();
  }
  await reader.seesInBag(4, '€90.00');

  for (const thing of [/Ink/, /in print/]) {
    const removed = reader.saved('basket/remove');
    await page.getByRole('button', { name: new RegExp(`^Remove .*${thing.source}`) }).click();
    await removed;
    await expect(page.getByRole('listitem').filter({ hasText: thing })).toHaveCount(0);
  }
  await expect(page.getByText('Your basket is empty.')).toBeVisible();
  await expect(reader.widget).toContainText('empty');
  await expect(reader.badge).toBeHidden();

  const restored = reader.saved('basket/add');
  await page.getByRole('button', { name: 'Undo' }).click();
  await restored;
  await reader.seesInBag(1, '€72.00');
});

test.describe('in the browser', { tag: ['@script', '@desktop'] }, () => {
  test('an issue shows everywhere before the store has answered, and on other pages', async ({ page, reader }) => {
    await reader.opens('/issues/no-1');
    const held = await hold(page, '**/pannier/basket/add');
    await page.getByRole('button', { name: 'Take No. 1' }).click();
    await expect(page.getByText("It's in your basket. Mind the corners.")).toBeVisible();
    await expect(reader.widget).toContainText('1 item');
    await expect(reader.badge).toContainText('You have 1 item in your basket');
    await held.letGo();
    await reader.seesInBag(1, '€6.00');

    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Subscribe' }).click();
    const saved = reader.saved('basket/add');
    await page.getByRole('button', { name: 'Subscribe' }).last().click();
    await saved;
    await reader.seesInBag(2, '€78.00');
  });

  test('an issue that is taken without a connection is taken back, with a message', async ({ page, reader, consoleErrors }) => {
    consoleErrors.allow(/ERR_INTERNET_DISCONNECTED/);
    await reader.opens('/issues/no-1');
    await page.route('**/pannier/basket/add', (route) => route.abort('internetdisconnected'));
    await page.getByRole('button', { name: 'Take No. 1' }).click();
    await expect(page.getByText('No connection. Nothing was lost')).toBeVisible();
    await expect(reader.widget).toContainText('empty');
    await expect(reader.badge).toBeHidden();
  });

  test('the bag is there again after a walk through the site and back', async ({ page, reader }) => {
    await reader.takes(3);
    await reader.opens('/shop/basket');
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Articles' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Articles' })).toBeVisible();
    await page.goBack();
    await expect(page.getByRole('heading', { level: 1, name: 'Your basket' })).toBeVisible();
    // A page rendered in the browser is visible a moment before it handles events.
    await expect(page.locator('[data-live]')).toBeVisible();
    const quantity = page.getByLabel(/^Quantity of .*Margins/);
    await expect(quantity).toHaveValue('1');
    const saved = reader.saved('basket/quantity');
    await quantity.fill('2');
    await quantity.press('Tab');
    await saved;
    await expect(page).toHaveURL(/\/shop\/basket/);
    await reader.seesInBag(2, '€12.00');
    await expect(page.getByRole('link', { name: 'Checkout' })).toHaveAttribute('href', '/shop/checkout');
  });
});
