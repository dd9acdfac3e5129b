import { answered, Desk, expect, once, test } from '../support/admin';
import { poster } from '../support/products';

test.describe('without JavaScript', once, () => {
  test('a link from the command line signs in by its button, once', async ({ page, desk, consoleErrors }) => {
    consoleErrors.allow(answered(410));
    await desk.isAdded('manager');
    const link = await desk.link();
    // As a program does that looks through mails.
    for (let look = 0; look < 2; look++) {
      await page.goto(link);
      await expect(desk.heading('Welcome back')).toBeVisible();
    }
    await page.goto('/admin');
    await expect(page, 'looking at a link signs nobody in').toHaveURL('/admin/sign-in');

    await desk.followsLink(link);
    await expect(desk.heading('Today')).toBeVisible();
    await expect(page.getByRole('contentinfo')).toContainText(`${desk.name} · Manager`);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await expect(page).toHaveURL('/admin/sign-in');
    await page.goto('/admin/orders');
    await expect(page).toHaveURL('/admin/sign-in?next=%2Fadmin%2Forders');
    await page.goto(link);
    await expect(desk.heading('That no longer works')).toBeVisible();
  });

  test('a mail signs in by its code, and leads to the page that was asked for', async ({ page, shop, desk, newPage, consoleErrors }) => {
    consoleErrors.allow(answered(422));
    await desk.isAdded('reader');
    await page.goto('/admin/orders?tab=unpaid');
    await desk.fills({ 'E-mail': desk.email });
    await desk.presses('Send the mail');
    await expect(desk.heading('Check your mail')).toBeVisible();
    await expect.poll(async () => (await shop.mailsTo(desk.email)).length).toBe(1);
    const [{ subject, text }] = await shop.mailsTo(desk.email);
    expect(subject).toContain('Sign in to the admin of');
    const link = /http:\S+\/admin\/sign-in\/link\/\S+/.exec(text)?.[0] ?? '';
    const code = /\b\d{8}\b/.exec(text.replaceAll(/http:\S+/g, ''))?.[0] ?? '';

    await desk.fills({ 'Code from the mail': code === '12345678' ? '87654321' : '12345678' });
    await desk.presses('Sign in');
    await expect(desk.main).toContainText('That is not the code. You can try 4 more times.');
    await expect(desk.field('Code from the mail')).toHaveAttribute('aria-invalid', 'true');
    await desk.fills({ 'Code from the mail': code });
    await desk.presses('Sign in');
    await expect(page).toHaveURL('/admin/orders?tab=unpaid');
    await expect(desk.heading('Orders')).toBeVisible();

    const elsewhere = new Desk(await newPage(), shop);
    await elsewhere.page.goto(link);
    await expect(elsewhere.heading('That no longer works'), 'the link of a code that was used').toBeVisible();
  });

  test('an address that is not on the staff sees the same, and gets no mail', async ({ page, shop, desk }) => {
    await page.goto('/admin/sign-in');
    await desk.fills({ 'E-mail': desk.email });
    await desk.presses('Send the mail');
    await expect(desk.heading('Check your mail')).toBeVisible();
    // Long enough for the mail of somebody who is.
    await page.waitForTimeout(300);
    expect(await shop.mailsTo(desk.email)).toEqual([]);
  });

  test('a packer sends parcels, and is offered no refund', async ({ page, desk, customers, consoleErrors }) => {
    consoleErrors.allow(answered(403));
    const { number } = await customers.pays([poster]);
    await desk.signsIn('packer');
    await desk.opensOrder(number);
    for (const act of ['Refund', 'Correct e-mail or address', 'Record a refund made elsewhere']) {
      await expect(page.getByRole('link', { name: act, exact: true })).toHaveCount(0);
    }
    await page.goto(`/admin/orders/${number}/refund`);
    await expect(desk.heading('Your role does not allow this')).toBeVisible();
    await expect(desk.main).toContainText('You are signed in as Packer.');
    await page.goto('/admin/audit');
    await expect(desk.heading('Your role does not allow this')).toBeVisible();
    await expect(page.getByRole('link', { name: 'Audit log' })).toHaveCount(0);

    await desk.opensOrder(number);
    await desk.does('Mark as sent');
    await desk.reads('The parcel is sent. The customer gets a mail.');
    await page.goto('/admin/staff');
    await expect(desk.rows.filter({ hasText: desk.email })).toContainText('Packer');
    await expect(page.getByRole('link', { name: 'Add a person' })).toHaveCount(0);
  });

  test('an owner decides who is on the staff, and as what', async ({ page, shop, desk, newPage, consoleErrors }) => {
    consoleErrors.allow(answered(422));
    await desk.signsIn('owner');
    const colleague = new Desk(await newPage(), shop);
    const row = desk.rows.filter({ hasText: colleague.email });
    await page.getByRole('navigation', { name: 'Admin' }).getByRole('link', { name: 'Staff' }).click();

    await test.step('adds a reader, once', async () => {
      await page.getByRole('link', { name: 'Add a person' }).click();
      await desk.fills({ Name: colleague.name, 'E-mail': colleague.email });
      await desk.field('Role').selectOption('reader');
      await desk.presses('Add a person');
      await desk.reads('Added. They can sign in now.');
      await expect(desk.main).toContainText(`Tell ${colleague.name} to open `);
      await page.getByRole('link', { name: 'Back' }).click();
      await expect(row).toContainText('Reader');
      await page.getByRole('link', { name: 'Add a person' }).click();
      await desk.fills({ Name: 'Somebody else', 'E-mail': colleague.email });
      await desk.presses('Add a person');
      await expect(page.getByRole('alert')).toHaveText(`${colleague.email} is on the staff already. Change the role in the list instead.`);
      await expect(desk.field('Name'), 'what was typed stays').toHaveValue('Somebody else');
    });

    const change = async (act: string) => {
      await page.goto('/admin/staff');
      await row.getByRole('link', { name: `${act}: ${colleague.name}` }).click();
    };

    await test.step('hands over a link', async () => {
      await change('Create a sign-in link');
      await desk.presses('Create the link');
      await desk.reads(`This is the link for ${colleague.name}. It is shown only now, and works once, for 15 minutes.`);
      await colleague.followsLink((await page.locator('.ad-secret').textContent()) ?? '');
    });

    await test.step('changes the role, which ends the session', async () => {
      await change('Change role');
      await desk.field('Role').selectOption('packer');
      await desk.presses('Set the role');
      await desk.reads('The role is set.');
      await expect(row).toContainText('Packer');
      await colleague.page.reload();
      await expect(colleague.page).toHaveURL('/admin/sign-in');
    });

    await test.step('ends the access, and restores it', async () => {
      await colleague.followsLink(await colleague.link());
      await change('End access');
      await desk.presses('End access');
      await desk.reads('The access has ended.');
      await expect(row).toContainText('no access');
      await colleague.page.reload();
      await expect(colleague.page).toHaveURL('/admin/sign-in');
      await change('Restore access');
      await desk.presses('Restore access');
      await desk.reads('The access is restored.');
      await colleague.followsLink(await colleague.link());
      await expect(colleague.page.getByRole('contentinfo')).toContainText('Packer');
    });
  });

  test('everybody reads the admin in their language, at the same addresses', async ({ page, desk }) => {
    await desk.signsIn('reader');
    await page.goto('/admin/orders?tab=unpaid');
    await page.getByRole('contentinfo').getByRole('button', { name: 'Deutsch' }).click();
    await expect(page).toHaveURL('/admin/orders?tab=unpaid');
    await expect(page.locator('html')).toHaveAttribute('lang', 'de');
    await expect(desk.heading('Bestellungen')).toBeVisible();
    await page.goto('/de/admin/staff');
    await expect(page).toHaveURL('/admin/staff');
    await expect(desk.heading('Personal')).toBeVisible();
    await page.getByRole('button', { name: 'Abmelden' }).click();
    await expect(desk.heading('Sign in'), 'the language of the browser').toBeVisible();
    await page.goto(await desk.link());
    await page.getByRole('button', { name: `Sign in as ${desk.name}` }).click();
    await expect(desk.heading('Heute'), 'the language of the member').toBeVisible();
    await page.getByRole('contentinfo').getByRole('button', { name: 'English' }).click();
    await expect(desk.heading('Today')).toBeVisible();
  });
});

test.describe('a browser that would rather have German', once, () => {
  test.use({ locale: 'de-DE' });

  test('is asked for the address in German', async ({ page, desk }) => {
    await page.goto('/admin/orders');
    await expect(desk.heading('Anmelden')).toBeVisible();
    await expect(page.locator('html')).toHaveAttribute('lang', 'de');
  });
});
