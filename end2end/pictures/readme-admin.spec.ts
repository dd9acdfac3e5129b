import { type Product, compactDisc, download, largePoster, poster, ticket } from '../support/products';
import { test } from '../support/admin';
import { picture } from './picture';

/** What the customers have paid for, the last one at the end. */
const sales: [string, Product[]][] = [
  ['Katherine Johnson', [poster]],
  ['Emmy Noether', [download, compactDisc]],
  ['Sofia Kovalevskaya', [largePoster]],
  ['Maryam Mirzakhani', [ticket]],
  ['Hedy Lamarr', [poster, compactDisc]],
  ['Ada Lovelace', [poster, largePoster, download]],
];

const addressOf = (name: string) => `${name.toLowerCase().replace(' ', '.')}@example.com`;

test('pictures of the admin for the README', async ({ page, desk, customers }, { project }) => {
  test.slow();
  const answersOf = (name: string, products: Product[]) => ({
    'Email address': addressOf(name),
    ...(products.some((product) => product !== download && product !== ticket) && { 'Full name': name }),
  });
  const orders = new Map<string, number>();
  for (const [name, products] of sales) {
    const { shopper, number, gateway } = await customers.pays(products, answersOf(name, products));
    orders.set(name, number);
    if (name !== 'Katherine Johnson') continue;
    await shopper.page.goto(gateway);
    await shopper.decides('Open a dispute');
  }
  await customers.transfers([poster], answersOf('Mary Somerville', [poster]));
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  await desk.signsIn('owner');

  if (project.name === 'phone') {
    await page.goto('/admin/orders?tab=to-send');
    await desk.rows.first().scrollIntoViewIfNeeded();
    return picture(page, 'admin-to-send');
  }

  await desk.opensOrder(orders.get('Ada Lovelace') ?? 0);
  await desk.refunds('5.00');
  await desk.does('Mark as sent', { Carrier: 'DHL', 'Tracking number': '00340434161094022115' }, desk.parcel(1));
  await desk.fills({ 'Only the staff sees it. It cannot be changed or deleted.': 'The corner of one print was bent: €5.00 back, as agreed on the phone.' });
  await desk.presses('Save the note');
  await desk.opensOrder(orders.get('Ada Lovelace') ?? 0);
  await page.setViewportSize({ width: 1280, height: 1900 });
  await picture(page, 'admin-order');
  await page.setViewportSize({ width: 1280, height: 1100 });
  await page.goto('/admin');
  await picture(page, 'admin-today');
});
