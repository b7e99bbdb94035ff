import { refuse } from '../errors.ts';
import './errors.ts';

/** The encodings of text in China: everything else is refused rather than guessed at. */
export type Encoding = 'utf-8' | 'gb18030';

const PIECE = 65_536;
const NUL = 0;
const UTF8_BOM = Buffer.from([0xef, 0xbb, 0xbf]);

/**
 * UTF-8 where all of the text is, else GB18030 (which holds GBK and GB 2312) where all of it is.
 * Text with a NUL is none of ours: UTF-16, or no text at all.
 *
 * @throws Refusal `bulk.encoding`
 */
export function encodingOf(text: Buffer): Encoding {
  const nul = text.indexOf(NUL);
  if (nul >= 0) throw refuse('bulk.encoding', { details: { byte: nul } });
  if (text.subarray(0, UTF8_BOM.length).equals(UTF8_BOM)) {
    const fault = faultOf(text, 'utf-8');
    if (fault !== null) throw refuse('bulk.encoding', { details: { byte: fault } });
    return 'utf-8';
  }
  if (faultOf(text, 'utf-8') === null) return 'utf-8';
  const fault = faultOf(text, 'gb18030');
  if (fault !== null) throw refuse('bulk.encoding', { details: { byte: fault } });
  return 'gb18030';
}

/** The piece in which the text stops being in this encoding, by its first byte. */
function faultOf(text: Buffer, encoding: Encoding): number | null {
  const decoder = new TextDecoder(encoding, { fatal: true });
  for (let at = 0; at < text.length; at += PIECE) {
    try {
      decoder.decode(text.subarray(at, at + PIECE), { stream: true });
    } catch {
      return at;
    }
  }
  try {
    decoder.decode();
    return null;
  } catch {
    return text.length;
  }
}

/** The text piece by piece, without a byte order mark. */
export function* decoded(text: Buffer, encoding: Encoding): Generator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  for (let at = 0; at < text.length; at += PIECE) {
    yield decoder.decode(text.subarray(at, at + PIECE), { stream: true });
  }
  yield decoder.decode();
}
