import { type Visit } from '../support/tour';
import { addressInGermany } from '../support/shopper';
import { expect, type Reader } from './test';

/** Visits every kind of page, and every one on the way to an order. */
export async function tourOfTheMagazine(reader: Reader, visit: Visit) {
  const { page } = reader;
  for (const path of ['/', '/articles', '/articles/the-mark-nobody-sees', '/issues', '/issues/no-3', '/subscribe', '/about']) {
    await reader.opens(path);
    await visit(path);
  }
  await reader.opens('/shop/basket');
  await visit('bag, empty');
  await reader.takes(3);
  await visit('issue, just taken');
  await reader.subscribes();
  await visit('subscription, just taken');
  await reader.opens('/shop/basket');
  await visit('bag');
  await reader.goesToCheckout();
  await reader.payButton.click();
  await expect(page.getByText('Please check the following')).toBeVisible();
  await visit('checkout, with errors');
  await reader.answers({ 'Email address': reader.email, ...addressInGermany });
  await reader.pays();
  await visit('honesty box');
  await reader.says('I have put the coins in');
  await reader.seesOrder(/is paid/);
  await reader.waitsFor(page.getByRole('link', { name: /^Download/ }));
  await visit('order');
}
