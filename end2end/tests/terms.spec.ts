import { expect, once, test as base } from '../support/admin';
import { download } from '../support/products';
import type { Shop } from '../support/shop';
import { Shopper } from '../support/shopper';
import { openShop } from '../support/test';

// A shop of its own, whose owner writes its terms.
const test = base.extend<object, { shop: Shop }>({ shop: [openShop(), { scope: 'worker' }] });

test('the terms of sale have to be accepted once there are any, and can be read before', once, async ({ desk, newPage }) => {
  const page = await newPage();
  const shopper = new Shopper(page, false);
  const legal = (path: string) => page.getByRole('main').locator(`a[href="${path}"]`);

  await test.step('none', async () => {
    await shopper.isAtCheckoutWith(download);
    await expect(shopper.terms).toHaveCount(0);
    for (const path of ['/terms', '/withdrawal']) {
      await expect(legal(path)).toHaveCount(0);
      expect((await page.request.get(path)).status(), path).toBe(404);
    }
  });

  await test.step('as the owner writes them', async () => {
    await desk.signsIn('owner');
    await desk.page.getByRole('navigation', { name: 'Admin' }).getByRole('link', { name: 'Shop settings' }).click();
    await desk.fills({
      'Terms of sale (English) (optional)': 'We press to order.',
      'Right of withdrawal (English) (optional)': 'You can withdraw within 14 days.',
    });
    await desk.presses('Save');
    await desk.reads('Your changes are saved.');
  });

  await test.step('accepted', async () => {
    await shopper.opens('/checkout');
    await shopper.answers({ 'Email address': shopper.email });
    await shopper.consent.check();
    await shopper.payButton.click();
    await expect(shopper.terms).toHaveAttribute('aria-invalid', 'true');
    for (const path of ['/terms', '/withdrawal']) {
      await expect(legal(path).first()).toBeVisible();
      expect((await page.request.get(path)).status(), path).toBe(200);
    }
    await expect(shopper.field('Email address')).toHaveValue(shopper.email);
    await shopper.pays();
  });
});
