const FIRST_BYTES = 65_536;
/** Of UTF-8, for one unit of a JavaScript text. */
const MOST_BYTES_PER_UNIT = 3;
/** What a jsonb parameter in binary begins with. */
const JSONB_VERSION = 1;
const [OPEN, COMMA, CLOSE] = [0x5b, 0x2c, 0x5d];

/** A growing list of JSON texts, as one value of jsonb. */
export type JsonRows = {
  /** @param row a JSON text */
  add(row: string): void;
  /** The parameter of a statement, cast there to jsonb; nothing is added afterwards. */
  value(): Buffer;
};

/**
 * For `jsonb_to_recordset` over many rows. Each is turned into bytes as it comes: kept as texts, and
 * joined and copied as such, they are what the time of collecting garbage would be spent on.
 */
export function jsonRows(): JsonRows {
  let bytes = Buffer.allocUnsafeSlow(FIRST_BYTES);
  bytes[0] = JSONB_VERSION;
  bytes[1] = OPEN;
  let end = 2;
  const need = (more: number): void => {
    if (end + more <= bytes.length) return;
    const larger = Buffer.allocUnsafeSlow(Math.max(2 * bytes.length, end + more));
    bytes.copy(larger, 0, 0, end);
    bytes = larger;
  };
  return {
    add(row) {
      need(row.length * MOST_BYTES_PER_UNIT + 2);
      if (end > 2) end = bytes.writeUInt8(COMMA, end);
      end += bytes.write(row, end);
    },
    value() {
      need(1);
      bytes[end] = CLOSE;
      return bytes.subarray(0, end + 1);
    },
  };
}
