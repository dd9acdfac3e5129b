import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';

import { type APIRequestContext } from '@playwright/test';

import { expect } from './test';

const checker = join(__dirname, '../html-checker/node_modules/vnu-jar/build/dist/vnu.jar');

/** For a run of seconds: the first compiler only, which takes half the time, and a larger stack than that of the others. */
const java = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-Xss4m'];

/** What no page may look like. If the checker does not object to it, it has read nothing. */
const invalid = '<!DOCTYPE html><html lang="en"><title>Invalid</title><p><div></p></html>';

/** Pages as the server sends them, for the W3C's HTML checker. */
export class SentPages {
  private readonly pages: { name: string; html: string }[] = [];

  /** `clean` removes what is known, and not the app's to mend. */
  constructor(
    private readonly request: APIRequestContext,
    private readonly clean = (html: string) => html,
  ) {}

  get count(): number {
    return this.pages.length;
  }

  /** Requests a page in the session of the test. Returns its HTML; nothing if it is something else. */
  async add(path: string, state = ''): Promise<string> {
    const answer = await this.request.get(path, { headers: { accept: 'text/html' } });
    if (!answer.headers()['content-type']?.startsWith('text/html')) return '';
    const html = await answer.text();
    this.keep([path, state].join(' ').trim(), html);
    return html;
  }

  /** Keeps a page that was sent already, such as the answer to a form. */
  keep(name: string, html: string) {
    this.pages.push({ name, html: this.clean(html) });
  }

  /** Adds these pages and all that they lead to by links. Downloads are left out, since a visit uses one up. */
  async crawl(starts: string[], state: string) {
    const known = new Set(starts);
    for (let next = starts; next.length; ) {
      const pages = await Promise.all(next.map((path) => this.add(path, state)));
      const links = pages.flatMap((html) => [...html.matchAll(/<a [^>]*?\bhref="(\/[^"#]*)/g)]);
      const paths = links.map(([, path]) => path.replaceAll('&amp;', '&')).filter((path) => !path.includes('/download/'));
      next = [...new Set(paths)].filter((path) => !known.has(path));
      next.forEach((path) => known.add(path));
    }
  }

  /** Returns what the checker says: each message with its markup, and the pages that it is about. */
  async complaints(): Promise<string[]> {
    if (!existsSync(checker)) throw new Error('The HTML checker is missing: scripts/html-checker installs it.');
    const folder = await mkdtemp(join(tmpdir(), 'pannier-html-'));
    try {
      const files = [...this.pages, { name: 'invalid', html: invalid }];
      await Promise.all(files.map(({ html }, n) => writeFile(join(folder, `${n}.html`), html)));
      const options = ['-jar', checker, '--stdout', '--exit-zero-always', '--format', 'json', folder];
      const { stdout } = await promisify(execFile)('java', [...java, ...options], { maxBuffer: 2 ** 28 });
      const messages: { url: string; message: string; extract?: string }[] = JSON.parse(stdout).messages;
      const said = new Map<string, Set<string>>();
      for (const { url, message, extract = '' } of messages) {
        const pages = said.get(`${message} ${extract}`) ?? new Set();
        said.set(`${message} ${extract}`, pages.add(files[parseInt(basename(url), 10)].name));
      }
      const complaints = [...said].map(([text, pages]) => ({ text, pages: [...pages] }));
      expect(complaints.some(({ pages }) => pages.includes('invalid')), 'the checker reads the pages').toBe(true);
      const ours = complaints.filter(({ pages }) => !pages.every((page) => page === 'invalid'));
      return ours.map(({ text, pages }) => `${text} (${pages.length}: ${pages.slice(0, 5).join(', ')})`);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
}
