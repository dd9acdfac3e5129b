import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { chromium } from '../support/chromium';

const lighthouse = join(__dirname, 'node_modules/.bin/lighthouse');
const categories = ['performance', 'accessibility', 'best-practices', 'seo'] as const;

/** The result of Lighthouse for a page. Times in milliseconds, scores in percent. */
export interface Audit {
  scores: number[];
  largestPaint: number;
  blocked: number;
  /** The part of `blocked` that scripts cause. The rest is the browser's first layout and paint. */
  blockedByScripts: number;
  shift: number;
  bytes: number;
  /** The titles of the audits that lowered a score. */
  faults: string[];
}

interface Details {
  items?: { url?: string; duration?: number }[];
}

interface Report {
  runtimeError?: { message: string };
  categories: Record<string, { score: number; auditRefs: { id: string; weight: number }[] }>;
  audits: Record<string, { title: string; score: number | null; numericValue?: number; displayValue?: string; details?: Details }>;
}

/**
 * Audits a page several times as a phone on a simulated slow 4G line, and returns the fastest run: other load on the machine can only
 * make a page slower.
 */
export async function audit(url: string, cookie: string, runs: number): Promise<Audit> {
  const audits: Audit[] = [];
  for (let tries = 0; audits.length < runs; tries++) {
    try {
      audits.push(read(await report(url, cookie)));
    } catch (error) {
      // The browser sometimes records no navigation; Lighthouse then asks for another run.
      if (tries > runs + 2) throw error;
    }
  }
  const waited = ({ blocked, largestPaint }: Audit) => blocked + largestPaint;
  return audits.sort((a, b) => waited(a) - waited(b))[0];
}

/** Runs Lighthouse once, in a new browser with an empty cache. */
async function report(url: string, cookie: string): Promise<Report> {
  const { stdout } = await promisify(execFile)(
    lighthouse,
    [
      url,
      '--quiet',
      '--output=json',
      `--only-categories=${categories.join()}`,
      `--chrome-flags=${['--headless=new', ...chromium.args].join(' ')}`,
      ...(cookie ? [`--extra-headers=${JSON.stringify({ Cookie: cookie })}`] : []),
    ],
    { env: { ...process.env, CHROME_PATH: chromium.executablePath }, maxBuffer: 64e6 },
  );
  return JSON.parse(stdout);
}

function read({ runtimeError, categories: found, audits }: Report): Audit {
  if (runtimeError) throw new Error(runtimeError.message);
  const number = (id: string) => audits[id].numericValue ?? NaN;
  const weighed = categories.flatMap((name) => found[name].auditRefs.filter(({ weight }) => weight > 0));
  const faults = weighed.map(({ id }) => audits[id]).filter(({ score }) => score !== null && score < 0.9);
  const longTasks = audits['long-tasks'].details?.items ?? [];
  const scripts = longTasks.filter(({ url }) => url?.endsWith('.js'));
  return {
    scores: categories.map((name) => Math.round(found[name].score * 100)),
    largestPaint: number('largest-contentful-paint'),
    blocked: number('total-blocking-time'),
    blockedByScripts: scripts.reduce((sum, { duration = 0 }) => sum + duration - 50, 0),
    shift: number('cumulative-layout-shift'),
    bytes: number('total-byte-weight'),
    faults: faults.map(({ title, displayValue }) => (displayValue ? `${title} (${displayValue})` : title)),
  };
}
