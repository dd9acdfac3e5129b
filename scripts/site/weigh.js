// Keeps what the program of an app weighs, of the app as it was compiled last, as target/weighed/PART.tsv: a line for each kind of
// file, with its bytes compressed and raw: node scripts/site/weigh.js hydrated PART
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';

import { program } from './program.js';

const [library, part] = process.argv.slice(2);
const { workspace_root: workspace, target_directory: target } = JSON.parse(
  execFileSync('cargo', ['metadata', '--format-version=1', '--no-deps'], { maxBuffer: 2 ** 26 }),
);

const { wasm, js } = program(target, library, library);
const lines = Object.entries({ WASM: wasm, JavaScript: Buffer.from(js) }).map(
  ([kind, file]) => `${kind}\t${brotliCompressSync(file).length}\t${file.length}\n`,
);
mkdirSync(join(workspace, 'target/weighed'), { recursive: true });
writeFileSync(join(workspace, 'target/weighed', `${part}.tsv`), lines.join(''));
