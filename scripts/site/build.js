// Makes the production site of an app from its compiled WebAssembly, as `cargo leptos build --release --precompress` does, and
// from the same tables of Cargo.toml: node scripts/site/build.js pannier magazine
// Not cargo-leptos itself, because compiling that takes as long as the whole shop, and wasm-opt needs passes in an order that it
// cannot be given.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import browserslist from 'browserslist';
import { transformSync } from 'esbuild';
import { browserslistToTargets, bundle } from 'lightningcss';

const metadata = JSON.parse(
  execFileSync('cargo', ['metadata', '--format-version=1', '--no-deps'], { maxBuffer: 2 ** 26 }),
);
const { workspace_root: workspace, target_directory: target } = metadata;
const self = fileURLToPath(import.meta.url);
const tools = join(dirname(self), 'node_modules/.bin');

/** The table of an app in the workspace's manifest or in its own, with the folder that its paths refer to. */
function tableOf(app) {
  const own = metadata.packages.find((member) => member.name === app);
  const table = metadata.metadata?.leptos?.find(({ name }) => name === app) ?? own.metadata.leptos;
  return { ...table, library: table['lib-package'] ?? app, folder: dirname(own.manifest_path) };
}

function build(app) {
  const table = tableOf(app);
  const name = table['output-name'];
  const contents = { ...program(table), css: style(table) };

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

/** Returns the optimized WebAssembly of an app and the script that starts it, from the last time if the compiler's output is the same. */
function program({ library, 'output-name': name }) {
  const compiled = join(target, 'wasm32-unknown-unknown/wasm-release', `${library.replaceAll('-', '_')}.wasm`);
  const work = join(target, 'site-build', `${name}-${hashOf(readFileSync(compiled), readFileSync(self))}`);
  const [js, wasm] = [join(work, `${name}.js`), join(work, `${name}.wasm`)];
  if (!existsSync(wasm)) {
    execFileSync('wasm-bindgen', ['--target=web', '--no-typescript', `--out-dir=${work}`, `--out-name=${name}`, compiled]);
    // Removes the unused streams of server functions and restructures the control flow, before the usual passes.
    const passes = ['--remove-exports=*intounderlying*', '--flatten', '--rereloop', '-Oz', '--minify-imports-and-exports-and-modules'];
    const features = ['--enable-bulk-memory', '--enable-nontrapping-float-to-int'];
    const [from, to] = [`${name}_bg.wasm`, 'optimized.wasm'].map((file) => join(work, file));
    const names = execFileSync(join(tools, 'wasm-opt'), [...passes, ...features, from, '-o', to], { encoding: 'utf8' });
    writeFileSync(js, rename(readFileSync(js, 'utf8'), JSON.parse(names)));
    renameSync(to, wasm);
  }
  const script = transformSync(readFileSync(js, 'utf8'), { minify: true, format: 'esm' }).code;
  return { js: script, wasm: readFileSync(wasm) };
}

/**
 * Gives what a script and its WebAssembly import from each other the short names that wasm-opt has chosen. Those of wasm-bindgen
 * contain hashes, in both files, which no compression shortens.
 */
function rename(script, { imports, exports }) {
  const [imported, exported] = [new Map(imports.map(([, long, short]) => [long, short])), new Map(exports)];
  const found = new Set();
  const result = script
    .replace(/(?<=^ +)\w+(?=: function\()/gm, (long) => (found.add(long), imported.get(long) ?? long))
    .replace(/(?<=\bwasm\.)\w+/g, (long) => exported.get(long) ?? long)
    .replace(/"\.\/[^"]+_bg\.js"(?=: import)/, '"a"');
  const others = imports.filter(([module, long]) => module !== imports[0][0] || !found.has(long));
  if (others.length) throw new Error(`The script does not provide ${others.join(' ')}`);
  return result;
}

function style({ folder, 'style-file': file, browserquery: query }) {
  const targets = browserslistToTargets(browserslist(query));
  return bundle({ filename: join(folder, file), minify: true, targets }).code;
}

const hashOf = (...contents) =>
  contents.reduce((hash, content) => hash.update(content), createHash('md5')).digest('base64url');

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
