import { expect, once, test } from '../support/admin';
import { poster, ticket } from '../support/products';

// No page of it has a script, so what scripts change does not matter. support/tour.ts has the axe checks of each step.
test.describe('on a phone, without JavaScript', once, () => {
  test.use({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });

  test('a guest withdraws in two steps and gets a receipt', async ({ page, shop, shopper }) => {
    await shopper.opens('/');
    await page.getByRole('contentinfo').getByRole('link', { name: 'Withdraw from contract here' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Withdraw from contract' })).toBeVisible();
    await page.getByRole('button', { name: 'Continue' }).click();
    await expect(page.getByRole('alert')).toContainText('Please check the following');
    await expect(shopper.field('Order number')).toHaveAttribute('aria-invalid', 'true');

    // The answer is the same whether the order exists or not.
    await shopper.answers({ 'Order number': '999999', 'Full name': 'Ada Lovelace', 'Email address': shopper.email });
    await page.getByRole('button', { name: 'Continue' }).click();
    const main = page.getByRole('main');
    await expect(page.getByRole('heading', { level: 1, name: 'Check and confirm your withdrawal' })).toBeVisible();
    for (const said of ['999999', 'Ada Lovelace', shopper.email, 'The whole order']) await expect(main).toContainText(said);
    await page.getByRole('link', { name: 'Change' }).click();
    await shopper.answers({ 'Full name': 'Ada King' });
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByRole('button', { name: 'Confirm withdrawal' }).click();

    await expect(page.getByRole('heading', { level: 1, name: "We've received your withdrawal" })).toBeVisible();
    await expect(main.getByText(/^Received on .+ \(UTC\)$/)).toBeVisible();
    await expect(main).toContainText('Ada King');
    expect(decodeURIComponent(page.url()), 'no address holds personal data').not.toContain('@');
    await expect.poll(async () => (await shop.mailsTo(shopper.email)).map(({ text }) => text).join()).toContain('Ada King');
  });

  test('in German, the words are those of the law', async ({ page, shopper }) => {
    await page.goto('/de');
    await page.getByRole('contentinfo').getByRole('link', { name: 'Vertrag widerrufen' }).click();
    await shopper.answers({ Bestellnummer: '999999', 'Vor- und Nachname': 'Ada Lovelace', 'E-Mail-Adresse': shopper.email });
    await page.getByRole('button', { name: 'Weiter' }).click();
    await page.getByRole('button', { name: 'Widerruf bestätigen' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Ihr Widerruf ist eingegangen' })).toBeVisible();
    expect(new URL(page.url()).pathname).toBe('/de/withdraw');
  });
});

test.describe('without JavaScript', once, () => {
  test('a part of an order is withdrawn from its page, and the staff refunds and closes it', async ({ page, desk, customers }) => {
    const { shopper, number } = await customers.pays([poster, ticket]);
    const theirs = shopper.page;
    await theirs.getByRole('main').getByRole('link', { name: 'Withdraw from contract here' }).click();
    await expect(theirs.getByRole('main')).toContainText(`This is about order ${number}.`);
    await expect(theirs.getByLabel(poster.title)).toHaveValue('1');
    await expect(theirs.getByRole('main')).toContainText('There is no right to withdraw from this item');
    await theirs.getByLabel(ticket.title).selectOption('0');
    await theirs.getByLabel('Full name').fill('Ada Lovelace');
    await theirs.getByRole('button', { name: 'Continue' }).click();
    await expect(theirs.getByRole('main')).toContainText('1 × Dunes at Marram Point');
    await expect(theirs.getByRole('main')).not.toContainText('in the Dark');
    await theirs.getByRole('button', { name: 'Confirm withdrawal' }).click();
    await expect(theirs.getByRole('link', { name: 'Back to your order' })).toBeVisible();

    await desk.signsIn();
    await page.getByRole('navigation', { name: 'Admin' }).getByRole('link', { name: 'Withdrawals' }).click();
    await desk.rows.filter({ has: page.getByRole('link', { name: String(number), exact: true }) }).getByRole('link').first().click();
    await expect(desk.heading('Withdrawal of Ada Lovelace')).toBeVisible();
    const withdrawal = page.url();
    await page.getByRole('link', { name: 'Refund what was withdrawn' }).click();
    expect(decodeURIComponent(page.url())).toContain('line=poster/dunes/a3*1&note=Your withdrawal of');
    await page.goto(withdrawal);
    await desk.does('Mark as done');
    await desk.reads('The withdrawal is closed.');
    await desk.opensOrder(number);
    await expect(desk.section('Withdrawals')).toContainText('Closed');
  });
});
