import { compactDisc, download, poster } from '../support/products';
import { addressInGermany, Shopper } from '../support/shopper';
import { expect, test } from '../support/test';

// One viewport is enough: the outcome of a payment does not depend on it.
test.describe('payment', { tag: '@desktop' }, () => {
  test('a declined payment says why, and the basket is back', async ({ page, shopper }) => {
    await shopper.ordersUpToPayment(download);
    await shopper.decides('Decline');
    await shopper.seesOrder(/Order \d+ was not paid/);
    await expect(page.getByText('Your bank declined the card.')).toBeVisible();
    await expect(page.getByText('You were not charged.')).toBeVisible();

    await page.getByRole('link', { name: 'Back to the basket' }).click();
    await expect(shopper.line(download)).toBeVisible();
    await shopper.goesToCheckout();
    await expect(shopper.field('Email address')).toHaveValue(shopper.email);
    await shopper.pays();
    await shopper.paysBy();
  });

  for (const end of ['Cancel', 'Let it expire']) {
    test(`after "${end}" nothing is charged and the basket is back`, async ({ page, shopper }) => {
      await shopper.ordersUpToPayment(download);
      await shopper.decides(end);
      await shopper.seesOrder(/was not paid/);
      await page.getByRole('link', { name: 'Back to the basket' }).click();
      await expect(shopper.line(download)).toBeVisible();
    });
  }

  test('a payment that is decided late is followed by the page', async ({ shopper }) => {
    await shopper.ordersUpToPayment(download);
    await shopper.decides('Approve late');
    await shopper.seesOrder(/is on its way/);
    await shopper.seesOrder(/is paid/);
  });

  test('a payment that fails late is followed by the page', async ({ shopper }) => {
    await shopper.ordersUpToPayment(download);
    await shopper.decides('Decline late');
    await shopper.seesOrder(/is on its way/);
    await shopper.seesOrder(/was not paid/);
  });

  for (const approval of ['Approve, webhook first', 'Approve, redirect first', 'Approve, webhook lost']) {
    test(`"${approval}" ends in a paid order`, async ({ shopper }) => {
      await shopper.ordersUpToPayment(download);
      await shopper.paysBy(approval);
    });
  }

  test('a gateway that answers twice makes one order and one mail', async ({ shop, shopper }) => {
    await shopper.ordersUpToPayment(download);
    const number = await shopper.paysBy('Approve, webhook sent twice');

    // Mails are sent in order: once the mail of the next order is there, a duplicate of the first would be too.
    await shopper.ordersUpToPayment(download);
    expect(await shopper.paysBy()).toBe(number + 1);
    const subjects = async () => (await shop.mailsTo(shopper.email)).map((mail) => mail.subject).sort();
    await expect.poll(subjects).toContainEqual(expect.stringContaining(`order ${number + 1} `));
    expect(await subjects()).toHaveLength(2);
  });

  test('a shopper who never comes back gets the order by mail', async ({ page, shop, shopper }) => {
    await shopper.ordersUpToPayment(download);
    await shopper.decides('Approve, no redirect');
    await expect(page.getByRole('heading', { name: 'Approved' })).toBeVisible();
    await expect.poll(async () => (await shop.mailsTo(shopper.email)).length).toBe(1);
    const [mail] = await shop.mailsTo(shopper.email);
    await shopper.opens(/http:\S+\/order\/\S+/.exec(mail.text)?.[0] ?? '');
    await shopper.seesOrder(/is paid/);
    await expect(shopper.widget).toHaveAccessibleName('Basket, empty');
  });

  test('a payment can be resumed after walking away from the gateway', async ({ page, shopper }) => {
    const gateway = await shopper.ordersUpToPayment(download);
    await shopper.leavesTheGateway();
    await page.getByRole('button', { name: 'Resume payment' }).click();
    await expect(page).toHaveURL(gateway);
    await shopper.paysBy();
  });

  test('starting over brings the basket back and calls the old payment off', async ({ page, shopper }) => {
    const gateway = await shopper.ordersUpToPayment(download);
    await shopper.leavesTheGateway();
    await page.getByRole('button', { name: 'Start over' }).click();
    await expect(page).toHaveURL(/\/basket/);
    await expect(shopper.line(download)).toBeVisible();
    await page.goto(gateway);
    await expect(page.getByRole('heading', { name: 'Cancelled' })).toBeVisible();
  });

  test('the back button leads from the gateway to a way on, and never to an empty basket', async ({ page, shopper }) => {
    const gateway = await shopper.ordersUpToPayment(download);
    await page.goBack();
    await expect(page.getByText(/Your order is waiting for payment/)).toBeVisible();
    await expect(page.getByText('Your basket is empty.')).toBeHidden();
    await shopper.findsTheOpenOrder();
    await page.getByRole('button', { name: 'Resume payment' }).click();
    await expect(page).toHaveURL(gateway);
  });

  test('a basket does not change while its payment is under way, and says why', async ({ shopper, consoleErrors }) => {
    consoleErrors.allow(/409 \(Conflict\)/);
    await shopper.ordersUpToPayment(download);
    await shopper.opens(compactDisc.page);
    await shopper.offer(compactDisc).getByRole('button', { name: 'Add to basket' }).click();
    await expect(shopper.message('Your order is waiting for payment. To change your basket, resume the payment or start over')).toBeVisible();
  });

  test('a double click on "Pay" makes one order', async ({ page, shopper }) => {
    await shopper.isReadyToPayFor(download);
    await shopper.payButton.dblclick();
    await expect(page.getByText('Sandbox gateway.')).toBeVisible();
    const number = await shopper.paysBy();

    // Order numbers have no gaps: a second order would have taken the next one.
    await shopper.ordersUpToPayment(download);
    expect(await shopper.paysBy()).toBe(number + 1);
  });

  test('two tabs that pay for one basket pay once', async ({ page, context, shopper }) => {
    await shopper.alreadyHas(poster);
    const other = await context.newPage();
    for (const tab of [page, other]) {
      await tab.goto('/checkout');
      if (shopper.scripted) await expect(tab.locator('html')).toHaveAttribute('data-hydrated');
      const visitor = new Shopper(tab, shopper.scripted);
      await visitor.answers({ 'Email address': shopper.email, ...addressInGermany });
      await visitor.agrees();
    }
    await shopper.pays();
    await other.getByRole('button', { name: /^Pay / }).click();
    await other.waitForURL(/\/(order|basket|sandbox-gateway)\b/);
    await expect(other.getByText(/waiting for (your|its) payment|Sandbox gateway/).first()).toBeVisible();
    const number = await shopper.paysBy();

    await shopper.ordersUpToPayment(download);
    expect(await shopper.paysBy()).toBe(number + 1);
  });

  test('a reload while the shop is slow to answer finds the order, and makes no second one', async ({ page, shopper }) => {
    await shopper.isReadyToPayFor(download);
    // The shop handles the request, but the response is lost.
    const done = new Promise<void>((done) => {
      void page.route('**/pannier/checkout', async (route) => {
        await route.fetch({ maxRedirects: 0 });
        done();
      });
    });
    await shopper.payButton.click({ noWaitAfter: true });
    await done;
    await page.goto('/checkout');
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    await shopper.findsTheOpenOrder();
    const number = await shopper.orderNumber();
    await page.getByRole('button', { name: 'Resume payment' }).click();
    await shopper.decides('Approve the payment');
    await shopper.seesOrder(new RegExp(`Order ${number} is paid`));
  });
});
