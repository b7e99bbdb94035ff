import pg from 'pg';

const { builtins } = pg.types;
const asText = (value: string): string => value;

/** How values leave Postgres: 64-bit integers as bigint, dates and decimals as text. */
export const columnTypes = {
  getTypeParser(oid: number, format?: string): (value: string) => unknown {
    if (oid === builtins.INT8) return BigInt;
    if (oid === builtins.DATE || oid === builtins.NUMERIC) return asText;
    return pg.types.getTypeParser(oid, format as 'text') as (value: string) => unknown;
  },
} as pg.CustomTypesConfig;
