import { expectAccessible } from '../support/accessibility';
import { addressInGermany } from '../support/shopper';
import { expect, test } from './test';

test('axe has no objection to any page, and each fits its window', { tag: '@script' }, async ({ page, reader }) => {
  test.slow();
  const look = (stop: string) => expectAccessible(page, stop);
  for (const path of ['/', '/articles', '/articles/the-mark-nobody-sees', '/issues', '/issues/no-3', '/subscribe', '/about']) {
    await reader.opens(path);
    await look(path);
  }
  await reader.opens('/shop/basket');
  await look('bag, empty');
  await reader.takes(3);
  await look('issue, just taken');
  await reader.subscribes();
  await look('subscription, just taken');
  await reader.opens('/shop/basket');
  await look('bag');
  await reader.goesToCheckout();
  await reader.payButton.click();
  await expect(page.getByText('Please check the following')).toBeVisible();
  await look('checkout, with errors');
  await reader.answers({ 'Email address': reader.email, ...addressInGermany });
  await reader.pays();
  await look('honesty box');
  await reader.says('I have put the coins in');
  await reader.seesOrder(/is paid/);
  await reader.waitsFor(page.getByRole('link', { name: /^Download/ }));
  await look('order');
});
