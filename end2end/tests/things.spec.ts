import { euros, mug } from '../support/products';
import { expect, test } from '../support/test';

test('a thing is bought in the option that was chosen', async ({ page, shopper }) => {
  await shopper.opens('/');
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Things' }).click();
  await page.getByRole('link', { name: 'Rope Works Mug', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Rope Works Mug' })).toBeVisible();
  await expect(page.getByText('Only 3 left')).toBeVisible();
  await expect(page.getByText(euros(2100))).toBeVisible();
  await expect(page.getByText('Sold out').first()).toBeVisible();
  await shopper.waitsForIslands();
  await shopper.adds(mug, 2);
  await shopper.opens('/basket');
  await expect(shopper.line(mug)).toContainText(euros(2 * mug.price));
});

test('a thing has its own title in each language, and is found by it', async ({ page, shopper }) => {
  await shopper.opens('/de/search?q=seilerei');
  await page.getByRole('link', { name: 'Becher aus der Seilerei', exact: true }).click();
  await expect(page).toHaveURL('/de/products/rope-works-mug');
  await expect(page.getByText('Im Hinterzimmer der alten Seilerei')).toBeVisible();
});
