import { compactDisc, download, euros, fewLeft, poster, soldOut, ticket } from '../support/products';
import { hold } from '../support/network';
import { expect, test } from '../support/test';

test('a quantity changes the total, and stays changed', async ({ page, shopper }) => {
  await shopper.adds(compactDisc, 2);
  await shopper.opens('/basket');
  const quantity = page.getByLabel(/^Quantity of .*Blue Hour/);
  await expect(quantity).toHaveValue('2');
  await quantity.fill('3');
  if (shopper.scripted) {
    const saved = shopper.saved('basket/quantity');
    await quantity.press('Tab');
    await saved;
  } else {
    await page.getByRole('button', { name: 'Update' }).click();
  }
  await expect(shopper.line(compactDisc)).toContainText(euros(3 * 1500));
  await page.reload();
  await expect(quantity).toHaveValue('3');
  await expect(shopper.widget).toHaveAccessibleName('Basket, 3 items');
});

test('a line that was removed comes back with "Undo"', async ({ page, shopper }) => {
  await shopper.adds(poster, 2);
  await shopper.adds(ticket);
  await shopper.opens('/basket');
  const removed = shopper.saved('basket/remove');
  await page.getByRole('button', { name: /^Remove .*Dunes/ }).click();
  await removed;
  await expect(shopper.message(/Dunes.* was removed\./)).toBeVisible();
  const announced = page.locator('#pn-basket-status');
  if (shopper.scripted) await expect(announced).toHaveText(/Dunes.* was removed\./);
  await expect(shopper.line(poster)).toHaveCount(0);
  await expect(shopper.widget).toHaveAccessibleName('Basket, 1 item');

  const restored = shopper.saved('basket/add');
  await page.getByRole('button', { name: 'Undo' }).click();
  await restored;
  await expect(page.getByLabel(/^Quantity of .*Dunes/)).toHaveValue('2');
  await expect(announced).toBeEmpty();
  await page.reload();
  await expect(shopper.line(poster)).toContainText(euros(2 * 1900));
});

test('a basket from which everything was removed says that it is empty', async ({ page, shopper }) => {
  await shopper.adds(ticket);
  await shopper.opens('/basket');
  await page.getByRole('button', { name: /^Remove/ }).click();
  await expect(page.getByText('Your basket is empty.')).toBeVisible();
  await expect(page.getByRole('link', { name: 'Checkout' })).toHaveCount(0);
});

test('a line keeps its room in a narrow column of a wide window', { tag: ['@plain', '@desktop'] }, async ({ page, shopper }) => {
  await page.setViewportSize({ width: 900, height: 800 });
  await shopper.alreadyHas(poster);
  for (const path of ['/basket', '/de/basket']) {
    await page.goto(path);
    // As in the window, and then in columns of any width.
    for (const width of ['auto', '280px', '328px', '390px', '480px', '640px', '800px', '880px', '1000px', '1200px', '1600px']) {
      await page.locator('#pn-basket').evaluate((basket, width) => void (basket.style.width = width), width);
      const { ems, faults } = await shopper.line(poster).evaluate((line) => {
        const parts = ['image', 'title', 'total', 'quantity input[type=number]', 'quantity button', 'remove button'];
        const boxes = parts.flatMap((part) => {
          const found = line.querySelector(`.pn-line__${part}`);
          return found ? [{ part, box: found.getBoundingClientRect() }] : [];
        });
        const { left, right } = line.getBoundingClientRect();
        const outside = boxes.filter(({ box }) => box.left < left - 1 || box.right > right + 1).map(({ part }) => `${part} sticks out`);
        const overlapping = boxes.flatMap(({ part, box }, n) =>
          boxes
            .slice(n + 1)
            .filter(({ box: other }) => box.left < other.right - 1 && other.left < box.right - 1 && box.top < other.bottom - 1 && other.top < box.bottom - 1)
            .map(({ part: other }) => `${part} and ${other} overlap`),
        );
        const missing = boxes.length === parts.length ? [] : ['a part is missing'];
        const title = line.querySelector('.pn-line__title') ?? line;
        return { ems: title.getBoundingClientRect().width / parseFloat(getComputedStyle(title).fontSize), faults: [...missing, ...outside, ...overlapping] };
      });
      expect(faults, `${path} at ${width}`).toEqual([]);
      expect(ems, `the title on ${path} at ${width}`).toBeGreaterThanOrEqual(8);
    }
  }
});

test('a product that is sold out cannot be bought, by its page or around it', { tag: '@desktop' }, async ({ page, shopper }) => {
  await shopper.opens(soldOut.page);
  await expect(shopper.offer(soldOut)).toContainText('Sold out');
  await expect(shopper.offer(soldOut).getByRole('button', { name: 'Add to basket' })).toHaveCount(0);

  const answer = await page.request.post('/pannier/basket/add', {
    form: { kind: 'poster', id: 'the-bend/a3', quantity: '1' },
    headers: { accept: 'text/html', 'sec-fetch-site': 'same-origin' },
  });
  await page.goto(answer.url());
  await expect(shopper.message('Sorry, this is sold out.')).toBeVisible();
  await expect(page.getByText('Your basket is empty.')).toBeVisible();
});

test('what is not on sale says from when, and what is no longer sold that it has left', { tag: '@desktop' }, async ({ page }) => {
  for (const [language, from, over] of [['', 'Available from 24 December 2026', 'No longer available'], ['/de', 'Erhältlich ab 24. Dezember 2026', 'Nicht mehr erhältlich']]) {
    await page.goto(`${language}/styleguide/add-to-basket`);
    for (const text of [from, over]) await expect(page.locator('.pn-add__unavailable', { hasText: text })).toBeVisible();
  }
  await page.goto('/styleguide/basket-many');
  await expect(page.locator('.pn-line', { hasText: 'Available from 24 December 2026. Please remove it to continue.' })).toBeVisible();
  await expect(page.locator('.pn-line', { hasText: 'Gone for Good' })).toHaveCount(0);
  const notice = page.locator('.pn-basket__gone', { hasText: 'Gone for Good, A3 is no longer available and has left your basket.' });
  await expect(notice.getByRole('button', { name: 'OK, hide the notice about Gone for Good, A3' })).toBeVisible();
});

test('more pieces than are in stock cannot be put into the basket', async ({ page, shopper, consoleErrors }) => {
  consoleErrors.allow(/409 \(Conflict\)/);
  await shopper.adds(fewLeft, 2);
  await shopper.opens(fewLeft.page);
  await shopper.offer(fewLeft).getByRole('button', { name: 'Add to basket' }).click();
  await expect(shopper.message('Sorry, only 2 left.')).toBeVisible();
  await expect(shopper.widget).toHaveAccessibleName('Basket, 2 items');
});

test('two tabs never lose each other\'s lines, and the first two make one basket', { tag: '@desktop' }, async ({ page, context, shopper }) => {
  const other = await context.newPage();
  const add = async (tab: typeof page, path: string, offer: string) => {
    const item = tab.getByRole('listitem').filter({ has: tab.getByRole('heading', { name: offer, exact: true }) });
    const saved = tab.waitForResponse('**/pannier/basket/add');
    await item.getByRole('button', { name: 'Add to basket' }).click();
    await saved;
  };
  await Promise.all([page.goto(download.page), other.goto(poster.page)]);
  if (shopper.scripted) {
    for (const tab of [page, other]) await expect(tab.locator('html')).toHaveAttribute('data-hydrated');
    // Concurrently, before either has a session. Without JavaScript, a browser cannot tell the store that two tabs belong
    // together, so they add one after the other.
    await Promise.all([add(page, download.page, download.offer), add(other, poster.page, poster.offer)]);
  } else {
    await add(page, download.page, download.offer);
    await add(other, poster.page, poster.offer);
  }
  await shopper.opens('/basket');
  await expect(shopper.line(download)).toBeVisible();
  await expect(shopper.line(poster)).toBeVisible();
});

test.describe('with JavaScript', { tag: ['@script', '@desktop'] }, () => {
  test('an added product shows before the store has answered', async ({ page, shopper }) => {
    await shopper.opens(download.page);
    const held = await hold(page, '**/pannier/basket/add');
    await shopper.offer(download).getByRole('button', { name: 'Add to basket' }).click();
    await expect(page.getByText('Added to your basket.')).toBeVisible();
    await expect(shopper.widget).toHaveAccessibleName('Basket, 1 item');
    await held.letGo();
    await expect(shopper.widget).toContainText(euros(900));
  });

  test('a product that is added without a connection is taken back, with a message', async ({ page, shopper, consoleErrors }) => {
    consoleErrors.allow(/ERR_INTERNET_DISCONNECTED|ERR_FAILED/);
    await shopper.opens(download.page);
    await page.route('**/pannier/basket/add', (route) => route.abort('internetdisconnected'));
    await shopper.offer(download).getByRole('button', { name: 'Add to basket' }).click();
    await expect(shopper.message('No connection. Nothing was lost')).toBeVisible();
    await expect(shopper.widget).toHaveAccessibleName('Basket, empty');
  });

  test('a quantity shows before the store has answered, and is taken back if it says no', async ({ page, shopper }) => {
    await shopper.adds(fewLeft);
    await shopper.opens('/basket');
    const held = await hold(page, '**/pannier/basket/quantity');
    const quantity = page.getByLabel(/^Quantity of .*The Late Set/);
    await quantity.fill('5');
    await quantity.press('Tab');
    await expect(shopper.line(fewLeft)).toContainText(euros(5 * 1800));
    await held.letGo();
    await expect(shopper.message('Sorry, only 2 left.')).toBeVisible();
    await expect(quantity).toHaveValue('1');
    await expect(shopper.line(fewLeft)).not.toContainText(euros(5 * 1800));
    await expect(shopper.widget).toHaveAccessibleName('Basket, 1 item');
  });

  test('a quantity that is no number is refused, with a message', async ({ page, shopper }) => {
    await shopper.adds(poster);
    await shopper.opens('/basket');
    const quantity = page.getByLabel(/^Quantity of .*Dunes/);
    await quantity.fill('');
    await quantity.press('Tab');
    await expect(shopper.message('The quantity must be a whole number.')).toBeVisible();
    await expect(quantity).toHaveValue('1');
  });

  test('a line that is removed without a connection is back, with a message', async ({ page, shopper, consoleErrors }) => {
    consoleErrors.allow(/ERR_INTERNET_DISCONNECTED/);
    await shopper.adds(poster);
    await shopper.opens('/basket');
    await page.route('**/pannier/basket/remove', (route) => route.abort('internetdisconnected'));
    await page.getByRole('button', { name: /^Remove/ }).click();
    await expect(shopper.message('No connection. Nothing was lost')).toBeVisible();
    await expect(shopper.line(poster)).toBeVisible();
    await expect(shopper.widget).toHaveAccessibleName('Basket, 1 item');
  });

  test('quick changes arrive in the order in which they were made', async ({ page, shopper }) => {
    await shopper.adds(poster);
    await shopper.opens('/basket');
    const quantity = page.getByLabel(/^Quantity of .*Dunes/);
    const held = await hold(page, '**/pannier/basket/quantity');
    for (const pieces of ['4', '7', '2']) {
      await quantity.fill(pieces);
      await quantity.dispatchEvent('change');
    }
    await held.letGo();
    await expect.poll(() => shopper.piecesInTheStore()).toBe(2);
    await expect(shopper.line(poster)).toContainText(euros(2 * 1900));
    await expect(quantity).toHaveValue('2');
    await expect(shopper.widget).toHaveAccessibleName('Basket, 2 items');
  });

  test('a quantity that is being typed is not lost when the answer to another change comes', async ({ page, shopper }) => {
    await shopper.adds(poster);
    await shopper.adds(ticket);
    await shopper.opens('/basket');
    const held = await hold(page, '**/pannier/basket/quantity');
    await page.getByLabel(/^Quantity of .*Dunes/).fill('2');
    await page.getByLabel(/^Quantity of .*Blue Hour, in the Dark/).fill('3');
    const answered = shopper.saved('basket/quantity');
    await held.letGo();
    await answered;
    // Only the response sets the totals of the region: until then, the page shows the optimistic update.
    await expect(page.locator('[data-live]')).toHaveAttribute('data-count', '3');
    await expect(shopper.line(poster)).toContainText(euros(2 * 1900));
    await expect(page.getByLabel(/^Quantity of .*Blue Hour, in the Dark/)).toHaveValue('3');
  });

  test('a product that was added a moment ago is in the basket', async ({ page, shopper }) => {
    await shopper.opens(download.page);
    const held = await hold(page, '**/pannier/basket/add');
    await shopper.offer(download).getByRole('button', { name: 'Add to basket' }).click();
    await shopper.widget.click();
    await held.letGo();
    await expect(page.getByRole('heading', { name: 'Your basket' })).toBeVisible();
    await expect(shopper.line(download)).toBeVisible();
  });

  test('a quantity that was typed a moment ago is charged at the checkout', async ({ page, shopper }) => {
    await shopper.adds(ticket);
    await shopper.opens('/basket');
    const held = await hold(page, '**/pannier/basket/quantity');
    await page.getByLabel(/^Quantity of/).press('ControlOrMeta+a');
    await page.keyboard.type('3');
    await page.getByRole('link', { name: 'Checkout' }).click();
    await held.letGo();
    await expect(shopper.payButton).toHaveText(`Pay ${euros(3 * 2400)}`);
  });
});
