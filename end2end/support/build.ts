import { existsSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';

export const repository = resolve(__dirname, '../..');

const target = resolve(repository, process.env.CARGO_TARGET_DIR ?? 'target');

/**
 * The build of the servers under test: `debug`, which `cargo test` makes, with overflow checks and debug assertions, or `release`.
 * The browser gets the production build either way.
 */
const profile = process.env.PROFILE ?? 'debug';

/** The site root of each app, the folder of its browser files therein, and the file of their hashes, as in Cargo.toml. */
const sites = {
  pannier: { root: 'site', files: 'pkg', hashes: 'hash.txt' },
  magazine: { root: 'magazine-site', files: 'paper', hashes: 'magazine.hash.txt' },
};

/** An app of this repository. */
export type App = keyof typeof sites;

export const binaryOf = (app: App) => join(target, profile, app);

export const siteOf = (app: App) => join(target, sites[app].root);

/** Throws if an app is not built, or if its server refers to browser files of another build. */
export function assertBuilt(app: App) {
  const binary = binaryOf(app);
  const hashes = join(target, profile, sites[app].hashes);
  const missing = [binary, hashes].filter((file) => !existsSync(file));
  if (!missing.length) {
    const named = [...readFileSync(hashes, 'utf8').matchAll(/^(js|wasm|css): *(\S+)/gm)];
    const files = named.map(([, kind, hash]) => join(siteOf(app), sites[app].files, `${app}.${hash}.${kind}`));
    missing.push(...files.filter((file) => !existsSync(file)));
  }
  if (!missing.length) return;
  throw new Error(
    `${app} is not built, or only partly. Missing:\n${missing.map((file) => `  ${relative(repository, file)}`).join('\n')}\n` +
      'At the top of the repository, `make test` builds the apps and runs the tests. With PROFILE=release the tests use the ' +
      'production build, which `make build` makes.',
  );
}
