import type { Tx } from '../../kernel/db/index.ts';
import { refuse } from '../../kernel/errors.ts';
import type { CodeScheme, GridCodeKind } from './codes.ts';
import type { GridLevel } from './grid-rows.ts';

/** Gives out codes within one command; the territory is locked, and the unique key is the net. */
export type Numbering = {
  next(wanted: { parent: string; level: GridLevel; exclusive: boolean }): Promise<string>;
  /** Takes a code of the caller's own. Refuses with `grid.code_invalid`. */
  take(code: string, wanted: { parent: string; level: GridLevel; exclusive: boolean }): string;
};

const TOWNSHIP_DIGITS = 9;

export function numberingOf(tx: Tx, institutionId: string, scheme: CodeScheme): Numbering {
  const takenUnder = new Map<string, Set<string>>();
  const load = async (prefix: string): Promise<Set<string>> => {
    const known = takenUnder.get(prefix);
    if (known) return known;
    const rows = await tx
      .selectFrom('grid')
      .select('code')
      .where('institution_id', '=', institutionId)
      .where('code', '>=', prefix)
      .where('code', '<', `${prefix}~`)
      .execute();
    const taken = new Set(rows.map((row) => row.code));
    takenUnder.set(prefix, taken);
    return taken;
  };
  return {
    async next({ parent, level, exclusive }) {
      // A big grid's number may come from its township's range, so all codes there count.
      const prefix = level === 'BIG' ? parent.slice(0, TOWNSHIP_DIGITS) : parent;
      const taken = await load(prefix);
      const code = scheme.next(parent, codeKind(level, exclusive), taken);
      taken.add(code);
      return code;
    },
    take(code, { parent, level, exclusive }) {
      const kind = codeKind(level, exclusive);
      const segments = scheme.parse(code);
      const above = level === 'BIG' ? parent.slice(0, TOWNSHIP_DIGITS) : scheme.parentOf(code);
      const fits = level === 'BIG' ? code.startsWith(above ?? parent) : above === parent;
      if (segments?.kind !== kind || !fits) {
        throw refuse('grid.code_invalid', { path: ['code'], details: { scheme: scheme.name } });
      }
      return code;
    },
  };
}

function codeKind(level: GridLevel, exclusive: boolean): GridCodeKind {
  return level === 'SMALL' && exclusive ? 'EXCLUSIVE' : level;
}
