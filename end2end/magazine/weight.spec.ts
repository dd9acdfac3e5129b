import { comparable, expectAtMost, measured } from '../support/weight';
import { expect, test } from './test';

// A fully hydrated app loads the same files on every page.
test('the magazine loads no more bytes than measured', { tag: '@script' }, async ({ page, reader }) => {
  test.skip(!comparable, 'the usual standard library is larger');
  const kinds = { WASM: '.wasm', JavaScript: '.js' };
  const files = Object.values(kinds).map((ending) =>
    page.waitForEvent('requestfinished', (request) => new URL(request.url()).pathname.endsWith(ending)),
  );
  await reader.opens('/');
  for (const [n, kind] of Object.keys(kinds).entries()) {
    const { responseBodySize } = await (await files[n]).sizes();
    expect(responseBodySize, kind).toBeGreaterThan(0);
    expectAtMost(responseBodySize, measured.get(`magazine ${kind}`) ?? 0, kind);
  }
});
