import { deflateSync } from 'node:zlib';

/** A file for `setInputFiles`. */
export interface Chosen {
  name: string;
  mimeType: string;
  buffer: Buffer;
}

/** The size of a photograph as the camera stores it, lying on its side. */
const STORED = { width: 1000, height: 750 };

/** The size of a photograph as people see it. */
export const UPRIGHT = { width: STORED.height, height: STORED.width };

/** What a photograph says of where it was taken. */
export const PLACE = 'Taken at 53.54 N, 9.98 E';

/** Returns a photograph of a color, as a phone takes it: it says that it has to be turned, and where it was taken. */
export function photograph(name: string, color: [number, number, number]): Chosen {
  const { width, height } = STORED;
  const rows = Array.from({ length: height }, (_, y) => {
    const pixel = color.map((part) => Math.round((part * (height + y)) / (2 * height)));
    return Buffer.concat([Buffer.of(0), Buffer.alloc(3 * width, Buffer.from(pixel))]);
  });
  const eightBitsOfRgb = Buffer.of(8, 2, 0, 0, 0);
  const parts = [
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', Buffer.concat([number(width), number(height), eightBitsOfRgb])),
    chunk('eXIf', exif()),
    chunk('IDAT', deflateSync(Buffer.concat(rows))),
    chunk('IEND', Buffer.alloc(0)),
  ];
  return { name, mimeType: 'image/png', buffer: Buffer.concat(parts) };
}

/** Returns a directory of two entries, in the byte order of Intel: a description, and the orientation 6, a quarter turn to the right. */
function exif(): Buffer {
  const description = Buffer.from(`${PLACE}\0`);
  const directory = Buffer.alloc(38);
  directory.write('II*\0', 'latin1');
  directory.writeUInt32LE(8, 4);
  directory.writeUInt16LE(2, 8);
  const entry = (at: number, tag: number, type: number, count: number, value: number) => {
    directory.writeUInt16LE(tag, at);
    directory.writeUInt16LE(type, at + 2);
    directory.writeUInt32LE(count, at + 4);
    directory.writeUInt32LE(value, at + 8);
  };
  entry(10, 0x010e, 2, description.length, directory.length);
  entry(22, 0x0112, 3, 1, 6);
  return Buffer.concat([directory, description]);
}

function chunk(type: string, data: Buffer): Buffer {
  const content = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  return Buffer.concat([number(data.length), content, number(checksum(content))]);
}

function number(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** Returns the CRC-32. That of `node:zlib` needs Node 22. */
function checksum(bytes: Buffer): number {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}
