import { z } from 'zod';
import { type Actor, actingBy } from '../../kernel/auth/actor.ts';
import { pattern } from '../../kernel/commands/input.ts';
import type { Db } from '../../kernel/db/index.ts';
import { refuse } from '../../kernel/errors.ts';
import { globalId } from '../../kernel/ids.ts';
import { read } from '../../kernel/queries/read.ts';
import {
  MOST_CURSOR,
  MOST_PREFIXES,
  NO_KEY,
  type Pass,
  readCursor,
  startOf,
  writeCursor,
} from './cursor.ts';
import { goneKeys, holdsMoreThan, journalEnd, nextKeys } from './feed-statements.ts';
import { assignmentsOf, filesOf } from './files.ts';
import { minimalPrefixes, scopeChange } from './rules.ts';

const MOST_FILES = 100;
/** What an officer can carry around; a whole branch works online. */
const MOST_CUSTOMERS = 20_000;

const input = z.object({
  cursor: pattern(/^[A-Za-z0-9_-]+$/, MOST_CURSOR).optional(),
  first: z.number().int().min(1).max(MOST_FILES),
});

const sync = read({
  name: 'sync',
  permission: 'sync.read',
  scope: 'references',
  title: { en: 'Changes of the territory since a cursor', zh: '离线同步' },
  input,
  cost: 5 * MOST_FILES,
  async run(db, { cursor, first }, { actor: caller, today }) {
    const actor = actingBy(caller, 'sync.read', 'customer.read', 'ledger.read');
    const { institutionId, permissions } = actor;
    if (!permissions.has('customer.read') || !permissions.has('ledger.read')) {
      throw refuse('auth.forbidden');
    }
    const given = cursor === undefined ? startOf() : readCursor(cursor);
    const { pass, left, opened } = await openPass(db, actor, given);
    const keys = await nextKeys(db, { institutionId, pass, first: first + 1 });
    const page = keys.slice(0, first);
    const more = keys.length > page.length;
    const { scope } = pass;
    const [files, gone, assignments] = await Promise.all([
      filesOf(db, { institutionId, scope, keys: page }),
      more ? [] : goneKeys(db, { institutionId, pass }),
      opened ? assignmentsOf(db, { institutionId, scope, today }) : null,
    ]);
    return {
      left,
      gone: gone.map((key) => globalId('Customer', key)),
      files,
      assignments,
      more,
      cursor: writeCursor(more ? { ...pass, after: page.at(-1) ?? NO_KEY } : closed(pass)),
    };
  },
});

type Opened = { pass: Pass; left: readonly string[]; opened: boolean };

/**
 * Goes on with a pass, or begins one: where the last has ended, and where the territory has become
 * another meanwhile. A pass begun anew delivers up to the present end of the journal, and again
 * whatever of the territory the device has not been given whole yet.
 */
async function openPass(db: Db, { institutionId, scope }: Actor, given: Pass): Promise<Opened> {
  if (scope.includes('')) throw tooLarge();
  const now = minimalPrefixes(scope);
  if (now.length > MOST_PREFIXES) throw tooLarge();
  const { left, fresh } = scopeChange(given.scope, now);
  if (given.until !== null && left.length + fresh.length === 0) {
    return { pass: given, left, opened: false };
  }
  const limit = MOST_CUSTOMERS;
  if (await holdsMoreThan(db, { institutionId, scope: now, limit })) throw tooLarge();
  const owed = given.fresh.filter((prefix) => now.includes(prefix));
  const pass = {
    since: given.since,
    until: await journalEnd(db, { institutionId }),
    after: NO_KEY,
    scope: now,
    fresh: [...new Set([...owed, ...fresh])],
  };
  return { pass, left, opened: true };
}

const tooLarge = () =>
  refuse('sync.territory_too_large', {
    details: { customers: MOST_CUSTOMERS, territories: MOST_PREFIXES },
  });

/** All of it delivered: the next pass begins where this one ended. */
const closed = ({ until, scope }: Pass): Pass => ({
  since: until,
  until: null,
  after: NO_KEY,
  scope,
  fresh: [],
});

export const syncReads = [sync];
