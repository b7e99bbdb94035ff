import { crc32, deflateRawSync } from 'node:zlib';

/** A zip archive by hand, so that tests can lie in it. */
export type Part = { name: string; data: Buffer | string; claim?: number };

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;

export function zip(parts: readonly Part[]): Buffer {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const { name, data, claim } of parts) {
    const clear = Buffer.from(data as string);
    const packed = deflateRawSync(clear);
    const path = Buffer.from(name);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(8, 4);
    common.writeUInt32LE(crc32(clear), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(claim ?? clear.length, 18);
    common.writeUInt16LE(path.length, 22);
    const local = Buffer.concat([signature(LOCAL), common, path, packed]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(at, 10);
    const made = Buffer.from([20, 0]);
    directory.push(Buffer.concat([signature(CENTRAL), made, common, tail, path]));
    bodies.push(local);
    at += local.length;
  }
  const index = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(END, 0);
  end.writeUInt16LE(parts.length, 8);
  end.writeUInt16LE(parts.length, 10);
  end.writeUInt32LE(index.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...bodies, index, end]);
}

function signature(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

export const sheet = (rows: string): Part => ({
  name: 'xl/worksheets/sheet1.xml',
  data: `<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>${rows}</sheetData></worksheet>`,
});
export const workbook: Part = { name: 'xl/workbook.xml', data: '<workbook/>' };
export const strings = (...texts: string[]): Part => ({
  name: 'xl/sharedStrings.xml',
  data: `<sst>${texts.map((text) => `<si>${text}</si>`).join('')}</sst>`,
});
