import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** A decoded mail (RFC 5322, RFC 2045). */
export interface Mail {
  to: string;
  subject: string;
  text: string;
  html: string;
}

/** Returns the mails in a folder that were sent to an address. */
export async function mailsIn(folder: string, address: string): Promise<Mail[]> {
  const names = await readdir(folder).catch(() => []);
  const texts = names.filter((name) => name.endsWith('.eml')).map((name) => readFile(join(folder, name), 'utf8'));
  return (await Promise.all(texts)).map(readMail).filter((mail) => mail.to.includes(address));
}

function readMail(source: string): Mail {
  const { headers, body } = split(source);
  const boundary = /boundary="([^"]+)"/.exec(headers.get('content-type') ?? '')?.[1];
  const parts = boundary ? body.split(`--${boundary}`).map((part) => split(part.replace(/^\r?\n/, ''))) : [];
  const part = (type: string) => {
    const found = parts.find(({ headers }) => headers.get('content-type')?.startsWith(type));
    return found ? decode(found.body, found.headers.get('content-transfer-encoding') ?? '7bit') : '';
  };
  return {
    to: headers.get('to') ?? '',
    subject: headers.get('subject') ?? '',
    text: part('text/plain'),
    html: part('text/html'),
  };
}

function split(source: string): { headers: Map<string, string>; body: string } {
  const [head, ...rest] = source.split(/\r?\n\r?\n/);
  const headers = new Map<string, string>();
  for (const line of head.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/)) {
    const colon = line.indexOf(':');
    if (colon > 0) headers.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim());
  }
  return { headers, body: rest.join('\n\n') };
}

function decode(body: string, encoding: string): string {
  switch (encoding) {
    case 'base64':
      return Buffer.from(body, 'base64').toString('utf8');
    case 'quoted-printable': {
      const bytes = body
        .replace(/=\r?\n/g, '')
        .replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
      return Buffer.from(bytes, 'latin1').toString('utf8');
    }
    default:
      return body;
  }
}
