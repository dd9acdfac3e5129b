import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect } from './test';

const repository = join(__dirname, '../..');

/** The sizes that `make bench` has recorded: page and kind of file, with the number of bytes transferred. */
export const measured = new Map(
  readFileSync(join(repository, 'benches/shop/weight.tsv'), 'utf8')
    .split('\n')
    .filter((line) => line.includes('\t'))
    .map((line) => line.split('\t'))
    .map(([what, bytes]) => [what, Number(bytes)]),
);

/** Whether the recorded sizes apply: to the small standard library only. */
export const comparable = existsSync(join(repository, '.setup/front.toml'));

export function expectAtMost(bytes: number, usual: number, what: string) {
  const hint = `bytes of ${what}; \`PANNIER_WEIGHT=renew make bench\` takes them as the new measure`;
  expect(bytes, hint).toBeLessThanOrEqual(usual * 1.03);
}
