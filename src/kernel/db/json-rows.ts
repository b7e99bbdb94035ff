const FIRST_BYTES = 65_536;
/** Of UTF-8, for one unit of a JavaScript text. */
const MOST_BYTES_PER_UNIT = 3;
/** What a jsonb parameter in binary begins with. */
const JSONB_VERSION = 1;
const [OPEN, COMMA, CLOSE] = [0x5b, 0x2c, 0x5d];
/** Behind the version and the opening bracket. */
const BEGIN = 2;

/** A growing list of JSON texts, as one value of jsonb. */
export type JsonRows = {
  /** @param parts of a JSON text, which are not put together for it */
  add(...parts: readonly string[]): void;
  /** The parameter of a statement, cast there to jsonb; nothing is added afterwards. */
  value(): Buffer;
};

/**
 * For `jsonb_to_recordset` over many rows. Each is turned into bytes as it comes: kept as texts, and
 * joined and copied as such, they are what the time of collecting garbage would be spent on.
 */
export function jsonRows(): JsonRows {
  let bytes = Buffer.allocUnsafeSlow(FIRST_BYTES);
  let end = bytes.writeUInt8(OPEN, bytes.writeUInt8(JSONB_VERSION, 0));
  const need = (more: number): void => {
    if (end + more <= bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(2 * bytes.length, end + more));
    bytes.copy(larger, 0, 0, end);
    bytes = larger;
  };
  return {
    add(...parts) {
      const units = parts.reduce((sum, part) => sum + part.length, 0);
      need(units * MOST_BYTES_PER_UNIT + 1);
      if (end > BEGIN) end = bytes.writeUInt8(COMMA, end);
      for (const part of parts) end += bytes.write(part, end);
    },
    value() {
      need(1);
      bytes[end] = CLOSE;
      return bytes.subarray(0, end + 1);
    },
  };
}
