/**
 * The one catalogue of refusals, shared by GraphQL (`extensions.code`), REST (`type` of a problem
 * document) and the public error pages. A module adds its codes with `defineErrors`.
 */
export type ErrorEntry = {
  /** HTTP status a REST caller sees. */
  status: number;
  en: string;
  zh: string;
  /** Names of database constraints whose violation means this refusal. */
  constraints?: readonly string[];
  /** The field of an input it is about, where nothing else is said and the command has one so named. */
  field?: string;
};

export type Catalogue = Readonly<Record<string, ErrorEntry>>;

export type RefusalDetail = {
  /** Where in the input the fault lies, e.g. `['boundary', 'coordinates', 0, 3]`. */
  path?: readonly (string | number)[];
  /** Facts a caller may act on; never personal data, never internals. */
  details?: Record<string, unknown>;
};

/** An expected refusal. Everything else that is thrown is a fault of ours and answers 500. */
export class Refusal extends Error {
  readonly code: string;
  readonly path: readonly (string | number)[];
  readonly details: Record<string, unknown> | undefined;

  constructor(code: string, detail: RefusalDetail = {}) {
    super(code);
    this.name = 'Refusal';
    this.code = code;
    this.path = detail.path ?? [];
    this.details = detail.details;
  }
}

export const refuse = (code: string, detail?: RefusalDetail): Refusal => new Refusal(code, detail);

const catalogue: Record<string, ErrorEntry> = {};
const byConstraint = new Map<string, string>();

/** Adds a module's codes to the catalogue. A code defined twice is a fault found at boot. */
export function defineErrors<const T extends Catalogue>(entries: T): T {
  for (const [code, entry] of Object.entries(entries)) {
    if (catalogue[code]) throw new Error(`error code ${code} is defined twice`);
    catalogue[code] = entry;
    for (const name of entry.constraints ?? []) byConstraint.set(name, code);
  }
  return entries;
}

export const errorCatalogue = (): Catalogue => catalogue;

/** The refusal a violated constraint means, if a module said so. */
export const codeOfConstraint = (name: string): string | undefined => byConstraint.get(name);

export function entryOf(code: string): ErrorEntry {
  const entry = catalogue[code];
  if (!entry) throw new Error(`error code ${code} is not in the catalogue`);
  return entry;
}
