// Makes the program that browsers load from compiled WebAssembly: with wasm-bindgen, wasm-opt and esbuild.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import binaryen from 'binaryen';
import { transformSync } from 'esbuild';

const self = fileURLToPath(import.meta.url);
const tools = join(dirname(self), 'node_modules/.bin');

/** Returns the optimized WebAssembly of a library and the script that starts it, from the last time if the compiler's output is the same. */
export function program(target, library, name) {
  const compiled = join(target, 'wasm32-unknown-unknown/wasm-release', `${library.replaceAll('-', '_')}.wasm`);
  const work = join(target, 'site-build', `${name}-${hashOf(readFileSync(compiled), readFileSync(self))}`);
  const [js, wasm] = [join(work, `${name}.js`), join(work, `${name}.wasm`)];
  if (!existsSync(wasm)) {
    execFileSync('wasm-bindgen', ['--target=web', '--no-typescript', `--out-dir=${work}`, `--out-name=${name}`, compiled]);
    const [from, to] = [`${name}_bg.wasm`, 'optimized.wasm'].map((file) => join(work, file));
    writeFileSync(from, withoutStreams(readFileSync(from)));
    // Restructures the control flow before the usual passes.
    const passes = ['--flatten', '--rereloop', '-Oz', '--minify-imports-and-exports-and-modules'];
    const features = ['--enable-bulk-memory', '--enable-nontrapping-float-to-int'];
    const names = execFileSync(join(tools, 'wasm-opt'), [...passes, ...features, from, '-o', to], { encoding: 'utf8' });
    writeFileSync(js, rename(readFileSync(js, 'utf8'), JSON.parse(names)));
    renameSync(to, wasm);
  }
  const script = transformSync(readFileSync(js, 'utf8'), { minify: true, format: 'esm' }).code;
  return { js: script, wasm: readFileSync(wasm) };
}

/**
 * Removes from WebAssembly the streams that server functions can send, which nothing uses: their exports, and the content of
 * the functions behind these. To wasm-opt, tables of functions in the data would keep them.
 */
function withoutStreams(wasm) {
  const module = binaryen.readBinary(wasm);
  const indices = (count) => [...Array(count).keys()];
  const exported = indices(module.getNumExports()).map((at) => binaryen.getExportInfo(module.getExportByIndex(at)).name);
  exported.filter((name) => /intounderlying/.test(name)).forEach((name) => module.removeExport(name));
  const functions = indices(module.getNumFunctions()).map((at) => binaryen.getFunctionInfo(module.getFunctionByIndex(at)));
  for (const { name, params, results } of functions.filter(({ name }) => /wasm_streams.*into_underlying/.test(name))) {
    module.removeFunction(name);
    module.addFunction(name, params, results, [], module.unreachable());
  }
  return module.emitBinary();
}

/**
 * Gives what a script and its WebAssembly import from each other the short names that wasm-opt has chosen. Those of wasm-bindgen
 * contain hashes, in both files, which no compression shortens. What the WebAssembly does not import any more is removed.
 */
function rename(script, { imports, exports }) {
  const [imported, exported] = [new Map(imports.map(([, long, short]) => [long, short])), new Map(exports)];
  const found = new Set();
  const result = script
    .replace(/^export class IntoUnderlying[^]*?^\}\n(if \(Symbol\.dispose\).*\n)?/gm, '')
    .replace(/^const IntoUnderlying[^]*?;\n/gm, '')
    .replace(/^ +(\w+): function\([^]*?^ {8}\}.*\n/gm, (member, long) => (imported.has(long) ? member : ''))
    .replace(/(?<=^ +)\w+(?=: function\()/gm, (long) => (found.add(long), imported.get(long) ?? long))
    .replace(/(?<=\bwasm\.)\w+/g, (long) => exported.get(long) ?? long)
    .replace(/"\.\/[^"]+_bg\.js"(?=: import)/, '"a"');
  const others = imports.filter(([module, long]) => module !== imports[0][0] || !found.has(long));
  if (others.length) throw new Error(`The script does not provide ${others.join(' ')}`);
  return result;
}

export const hashOf = (...contents) =>
  contents.reduce((hash, content) => hash.update(content), createHash('md5')).digest('base64url');
