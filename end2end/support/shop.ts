import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { type App, binaryOf, repository, siteOf } from './build';
import { type Mail, mailsIn } from './mail';

/** A shop process on a free port, with an empty data directory. */
export class Shop {
  private process?: ChildProcess;

  private constructor(
    readonly url: string,
    private readonly binary: string,
    private readonly env: Record<string, string | undefined>,
    private readonly data: string,
    private readonly log: string[] = [],
  ) {}

  /** Starts the demo shop, or another app of this repository, with new data. */
  static async open(app: App = 'pannier', settings: Record<string, string> = {}): Promise<Shop> {
    const data = await mkdtemp(join(tmpdir(), 'pannier-'));
    const address = `127.0.0.1:${await freePort()}`;
    // Does not inherit the developer's settings.
    const env = {
      PATH: process.env.PATH,
      DATABASE_URL: `sqlite:${data}/shop.db`,
      LEPTOS_SITE_ADDR: address,
      LEPTOS_SITE_ROOT: siteOf(app),
      PANNIER_BASE_URL: `http://${address}`,
      PANNIER_DATA: data,
      PANNIER_LOG: 'warn',
      PANNIER_RECONCILE_EVERY: '1',
      ...settings,
    };
    const shop = new Shop(`http://${address}`, binaryOf(app), env, data);
    await shop.start();
    return shop;
  }

  /** Starts the stopped shop again, with the same URL and data. */
  async start(): Promise<void> {
    const started = spawn(this.binary, [], { cwd: repository, stdio: ['ignore', 'pipe', 'pipe'], env: this.env });
    this.process = started;
    started.stderr.on('data', (text) => this.log.push(String(text)));
    await new Promise<void>((done, fail) => {
      let said = '';
      started.stdout.on('data', (text) => {
        said += text;
        if (said.includes('is open')) done();
      });
      started.on('error', fail);
      started.on('exit', (code) => fail(new Error(`the shop stopped (${code}):\n${this.log.join('')}`)));
    });
  }

  /** Stops the shop gracefully, or kills it as a power cut does. */
  async stop(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    if (!this.process || this.process.exitCode !== null || this.process.signalCode !== null) return;
    const gone = once(this.process, 'exit');
    this.process.kill(signal);
    await gone;
  }

  /** Stops the shop and deletes its data. Returns the errors in its log. */
  async close(): Promise<string> {
    await this.stop();
    await rm(this.data, { recursive: true, force: true });
    return this.log.join('').split('\n').filter((line) => /ERROR|panicked/.test(line)).join('\n');
  }

  /** Runs a command of the shop's command line on this shop's data. Returns its output. */
  async runs(...command: string[]): Promise<string> {
    const { stdout } = await promisify(execFile)(this.binary, command, { cwd: repository, env: this.env });
    return stdout;
  }

  /** Returns the mails sent to an address so far. */
  async mailsTo(address: string): Promise<Mail[]> {
    return mailsIn(join(this.data, 'mail'), address);
  }

  /** Returns the size of a download in bytes. */
  async sizeOf(file: string): Promise<number> {
    return (await stat(join(this.data, 'files', file))).size;
  }
}

/**
 * Returns a free port below the ephemeral range (from 32768): an ephemeral port could be taken by an outgoing connection, for example
 * of the browser, before the server listens or while it restarts.
 */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    const server = createServer().listen(port, '127.0.0.1');
    try {
      await once(server, 'listening');
    } catch {
      continue;
    }
    server.close();
    await once(server, 'close');
    return port;
  }
}
