declare module 'pg/lib/utils.js' {
  /** A value of JavaScript as Postgres reads it. */
  export function prepareValue(value: unknown): unknown;
}
