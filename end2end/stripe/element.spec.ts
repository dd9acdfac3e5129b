import { download, poster } from '../support/products';
import { cards, expect, test } from './test';

const { good, declined } = cards;

test.use({ element: 'payment' });

test('the Payment Element knows the amount, is confirmed on the page, and shows errors', async ({
  page,
  shopper,
  consoleErrors,
}) => {
  consoleErrors.allow(/402/);
  await shopper.isReadyToPayFor(poster);
  const number = page.getByPlaceholder('number');
  const cents = async () => Number((await shopper.payButton.textContent())?.replace(/\D/g, ''));
  await expect(number).toHaveAttribute('data-amount', `${await cents()} eur`);

  await number.fill('4242');
  await shopper.payButton.click();
  await expect(page.getByRole('alert').filter({ hasText: 'Your card number is incomplete.' })).toBeVisible();
  await expect(page).toHaveURL(/\/checkout/);

  await number.fill(declined);
  const before = await cents();
  const saved = shopper.saved('checkout');
  await page.getByText('Tracked parcel').click();
  await saved;
  await expect.poll(cents).toBeGreaterThan(before);
  await expect(number).toHaveAttribute('data-amount', `${await cents()} eur`);
  await expect(number).toHaveValue(declined);
  await shopper.payButton.click();
  await expect(page.getByRole('alert').filter({ hasText: 'Your card was declined.' })).toBeVisible();

  await number.fill(good);
  await shopper.payButton.click();
  await shopper.seesOrder(/is paid/);
});

test('the Payment Element follows the colour scheme of the page, be it while the element loads or later', async ({ page, shopper }) => {
  await page.addInitScript(() => Object.assign(window, { elementIsHeld: true }));
  await page.emulateMedia({ colorScheme: 'light' });
  await shopper.isAtCheckoutWith(download);
  const number = page.getByPlaceholder('number');
  const place = page.locator('[data-element]').filter({ has: number });
  await expect(number).toHaveAttribute('data-theme', 'stripe');
  await expect(place).toHaveAttribute('data-state', 'loading');
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect(number).toHaveAttribute('data-theme', 'night');

  await number.dispatchEvent('loaded');
  await expect(place).toHaveAttribute('data-state', 'ready');
  await expect(number).toHaveAttribute('data-theme', 'night');
  await page.emulateMedia({ colorScheme: 'light' });
  await expect(number).toHaveAttribute('data-theme', 'stripe');

  // A page without a dark scheme stays light. The listeners of a media query run before the next frame.
  await page.evaluate(() => void (document.documentElement.style.colorScheme = 'light'));
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.evaluate(() => new Promise(requestAnimationFrame));
  await expect(number).toHaveAttribute('data-theme', 'stripe');
});
