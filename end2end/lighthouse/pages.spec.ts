import { expect, test } from '@playwright/test';

import { Shop } from '../support/shop';
import { audit } from './audit';

const promise = { score: 100, largestPaint: 1200, blocked: 0, shift: 0 };
const runs = Number(process.env.RUNS ?? 5);

test('the pages that matter most are what they promise to be', async () => {
  const shop = await Shop.open();
  const broken: string[] = [];
  const row = (...cells: (string | number)[]) => cells.map((cell, n) => String(cell)[n ? 'padStart' : 'padEnd'](n ? 9 : 10)).join('');
  console.log(`\n${row('', 'perform.', 'access.', 'practice', 'SEO', 'LCP', 'TBT', 'scripts', 'CLS', 'bytes')}`);
  try {
    const cookie = await basketOf(shop.url, ['album', 'blue-hour'], ['poster', 'dunes/a3']);
    for (const [name, path, session] of [
      ['home', '/', ''],
      ['product', '/albums/blue-hour', ''],
      ['basket', '/basket', cookie],
      ['checkout', '/checkout', cookie],
    ]) {
      const { scores, largestPaint, blocked, blockedByScripts, shift, bytes, faults } = await audit(shop.url + path, session, runs);
      const times = [`${(largestPaint / 1000).toFixed(2)} s`, `${blocked.toFixed()} ms`, `${blockedByScripts.toFixed()} ms`, shift.toFixed(3)];
      console.log(row(name, ...scores, ...times, `${(bytes / 1000).toFixed()} kB`));
      for (const fault of faults) console.log(`          ${fault}`);
      const kept =
        scores.every((score) => score >= promise.score) &&
        largestPaint < promise.largestPaint &&
        blocked <= promise.blocked &&
        shift <= promise.shift;
      if (!kept) broken.push(name);
    }
  } finally {
    await shop.close();
  }
  expect(broken, 'pages below the promise').toEqual([]);
});

/** Returns the session cookie of a visitor with these items in the basket. */
async function basketOf(shop: string, ...products: [kind: string, id: string][]): Promise<string> {
  let cookie = '';
  for (const [kind, id] of products) {
    const answer = await fetch(`${shop}/pannier/basket/add`, {
      method: 'POST',
      headers: { accept: 'application/json', 'sec-fetch-site': 'same-origin', cookie },
      body: new URLSearchParams({ kind, id, quantity: '1' }),
    });
    if (!answer.ok) throw new Error(`${kind}/${id}: ${answer.status}`);
    cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? cookie;
  }
  return cookie;
}
