// Makes the production site of an app from its compiled WebAssembly, as `cargo leptos build --release --precompress` does, and
// from the same tables of Cargo.toml: node scripts/site/build.js pannier magazine
// Not cargo-leptos itself, because compiling that takes as long as the whole shop, and wasm-opt needs passes in an order that it
// cannot be given.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import browserslist from 'browserslist';
import { browserslistToTargets, bundle } from 'lightningcss';

import { hashOf, program } from './program.js';

const metadata = JSON.parse(
  execFileSync('cargo', ['metadata', '--format-version=1', '--no-deps'], { maxBuffer: 2 ** 26 }),
);
const { workspace_root: workspace, target_directory: target } = metadata;

/** The table of an app in the workspace's manifest or in its own, with the folder that its paths refer to. */
function tableOf(app) {
  const own = metadata.packages.find((member) => member.name === app);
  const table = metadata.metadata?.leptos?.find(({ name }) => name === app) ?? own.metadata.leptos;
  return { ...table, library: table['lib-package'] ?? app, folder: dirname(own.manifest_path) };
}

function build(app) {
  const table = tableOf(app);
  const name = table['output-name'];
  const contents = { ...program(target, table.library, name), css: style(table) };

  const site = join(workspace, table['site-root']);
  const files = join(site, table['site-pkg-dir']);
  rmSync(site, { recursive: true, force: true });
  cpSync(join(table.folder, table['assets-dir']), site, { recursive: true });
  mkdirSync(files, { recursive: true });
  const hashes = Object.entries(contents).map(([kind, content]) => {
    const hash = hashOf(content);
    writeFileSync(join(files, table['hash-files'] ? `${name}.${hash}.${kind}` : plain(name, kind)), content);
    return `${kind}: ${hash}\n`;
  });
  compress(site);
  if (!table['hash-files']) return;
  // The server reads the names from beside its binary.
  for (const profile of ['debug', 'release']) {
    mkdirSync(join(target, profile), { recursive: true });
    writeFileSync(join(target, profile, table['hash-file-name'] ?? 'hash.txt'), hashes.join(''));
  }
}

/** The name of a file without a hash, as Leptos expects it in a server that was not compiled by cargo-leptos. */
const plain = (name, kind) => (kind === 'wasm' ? `${name}_bg.wasm` : `${name}.${kind}`);

function style({ folder, 'style-file': file, browserquery: query }) {
  const targets = browserslistToTargets(browserslist(query));
  return bundle({ filename: join(folder, file), minify: true, targets }).code;
}

/** Writes the compressed forms beside each file of a folder. */
function compress(folder) {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath ?? entry.path, entry.name);
    const content = readFileSync(file);
    writeFileSync(`${file}.gz`, gzipSync(content, { level: constants.Z_BEST_COMPRESSION }));
    writeFileSync(`${file}.br`, brotliCompressSync(content));
  }
}

process.argv.slice(2).forEach(build);
