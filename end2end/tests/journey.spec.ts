import { readFile } from 'node:fs/promises';

import { download, euros, poster, ticket } from '../support/products';
import { addressInGermany } from '../support/shopper';
import { expect, test } from '../support/test';

test('three kinds of products are bought, paid, confirmed by mail, and downloaded', async ({ page, shop, shopper }) => {
  await test.step('browse to a record from the front page, and add it', async () => {
    await shopper.opens('/');
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Records' }).click();
    await page.getByRole('link', { name: 'Blue Hour', exact: true }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Blue Hour' })).toBeVisible();
    await shopper.waitsForIslands();
    await shopper.adds(download);
  });

  await test.step('add a print and a seat', async () => {
    await shopper.adds(poster);
    await shopper.adds(ticket);
  });

  await test.step('the basket holds all three', async () => {
    await shopper.opens('/basket');
    for (const product of [download, poster, ticket]) await expect(shopper.line(product)).toContainText(euros(product.price));
    await expect(shopper.widget).toHaveAccessibleName('Basket, 3 items');
  });

  await test.step('one page asks for everything', async () => {
    await shopper.goesToCheckout();
    await shopper.answers({ 'Email address': shopper.email, ...addressInGermany });
    await expect(shopper.payButton).toHaveText(`Pay ${euros(900 + 1900 + 2400 + 490)}`);
    await shopper.pays();
  });

  const number = await test.step('the gateway approves, and the order is paid by itself', async () => {
    await expect(page.getByText(euros(5690))).toBeVisible();
    await shopper.decides('Approve the payment');
    await shopper.seesOrder(/Order \d+ is paid/);
    await expect(page.getByText('Invalidenstraße 43')).toBeVisible();
    await expect(shopper.widget).toHaveAccessibleName('Basket, empty');
    return shopper.orderNumber();
  });

  await test.step('the mail leads to the order', async () => {
    await expect.poll(async () => (await shop.mailsTo(shopper.email)).length).toBe(1);
    const [mail] = await shop.mailsTo(shopper.email);
    expect(mail.subject).toContain(`Your order ${number}`);
    expect(mail.text).toContain(euros(5690));
    expect(mail.text, 'a bare download link would be eaten by mail scanners').not.toContain('/download/');
    const link = /http:\S+\/order\/\S+/.exec(mail.text)?.[0];
    expect(mail.html).toContain(`href="${link}"`);
    await shopper.opens(link ?? '');
    await shopper.seesOrder(new RegExp(`Order ${number} is paid`));
  });

  const link = page.getByRole('link', { name: /^Download/ });
  await test.step('the file arrives, and once more at no cost', async () => {
    const size = await shop.sizeOf('albums/blue-hour.wav');
    await expect(page.getByText('3 downloads left')).toBeVisible();
    for (let click = 0; click < 2; click++) {
      const arriving = page.waitForEvent('download');
      await link.click();
      const file = await arriving;
      expect(file.suggestedFilename()).toBe('Ilse Maren - Blue Hour.wav');
      const bytes = await readFile(await file.path());
      expect(bytes.length).toBe(size);
      expect(bytes.subarray(0, 4).toString()).toBe('RIFF');
      if (!shopper.scripted) await page.reload();
      await expect(page.getByText('2 downloads left')).toBeVisible();
      await expect(page.getByText('Interrupted? Try again now')).toBeVisible();
      // The link guards against double clicks for a moment.
      await expect(link).not.toHaveAttribute('aria-disabled');
    }
  });
});
