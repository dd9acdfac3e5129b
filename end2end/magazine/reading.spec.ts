import { expect, test } from './test';

test('an article leads to the next one, and to its issue', async ({ page, reader }) => {
  const documents: string[] = [];
  await reader.opens('/');
  page.on('request', (request) => {
    if (request.resourceType() === 'document') documents.push(request.url());
  });
  await page.getByRole('link', { name: 'The Postman of the Low Tide' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'The Postman of the Low Tide' })).toBeVisible();
  await expect(page.getByText('barefoot until October')).toBeVisible();
  await expect(page).toHaveTitle('The Postman of the Low Tide – Quarto');

  await page.getByRole('main').getByRole('link', { name: 'In Praise of the Margin' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'In Praise of the Margin' })).toBeVisible();
  await expect(page.getByText('barefoot until October')).toHaveCount(0);
  await expect(page.locator('em', { hasText: 'not with THIS oven' })).toBeVisible();

  await page.getByRole('link', { name: 'From No. 3' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'No. 3: Margins' })).toBeVisible();
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Issues' }).click();
  await page.getByRole('link', { name: 'No. 1: Folded' }).click();
  await expect(page.getByRole('main').getByText('Spring 2026')).toBeVisible();
  await page.goBack();
  await expect(page.getByRole('heading', { level: 1, name: 'Issues' })).toBeVisible();

  if (reader.scripted) expect(documents, 'pages that were loaded as a whole').toEqual([]);
});

test('unknown pages answer with 404', async ({ page, reader, consoleErrors }) => {
  consoleErrors.allow(/404/);
  for (const path of ['/articles/the-art-of-the-stapler', '/issues/no-99', '/horoscope']) {
    const answer = await page.goto(path);
    expect(answer?.status(), path).toBe(404);
    await expect(page.getByRole('heading', { name: 'This page is blank.' })).toBeVisible();
  }
  await reader.opens('/honesty-box/nobody');
  await expect(page.getByRole('button', { name: 'I have put the coins in' })).toHaveCount(0);
});

test('reading sets no cookie', { tag: ['@desktop', '@script'] }, async ({ context, reader }) => {
  for (const path of ['/', '/articles', '/articles/the-mark-nobody-sees', '/issues', '/issues/no-1', '/subscribe', '/about']) {
    await reader.opens(path);
  }
  expect(await context.cookies()).toEqual([]);
});
