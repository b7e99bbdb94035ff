import { type RawBuilder, sql } from 'kysely';
import { z } from 'zod';
import type { Actor } from '../../kernel/auth/actor.ts';
import { id } from '../../kernel/commands/input.ts';
import { refuse } from '../../kernel/errors.ts';
import { read } from '../../kernel/queries/read.ts';
import { historySql } from './leaves.ts';

const MAX_PAGE = 100;
const DEFAULT_PAGE = 50;

const input = z.object({
  customerId: id('Customer').optional(),
  gridId: id('Grid').optional(),
  loanId: id('Loan').optional(),
  first: z.number().int().min(1).max(MAX_PAGE).default(DEFAULT_PAGE),
  before: z.number().int().min(0).optional(),
});

type Entry = { position: number };

/** The one object asked for; the kernel has checked that it lies in the caller's scope. */
function objectOf(asked: z.output<typeof input>, actor: Actor): { type: string; key: string } {
  const given = [
    { type: 'Customer', permission: 'customer.read', key: asked.customerId },
    { type: 'Grid', permission: 'grid.read', key: asked.gridId },
    { type: 'Loan', permission: 'loan.read', key: asked.loanId },
  ].filter((each) => each.key !== undefined);
  const [only, other] = given;
  if (!only?.key || other) throw refuse('journal.one_object');
  if (!actor.permissions.has(only.permission)) throw refuse('auth.forbidden');
  return { type: only.type, key: only.key };
}

const history = read({
  name: 'journal.history',
  permission: 'journal.history',
  scope: 'references',
  title: { en: 'What happened to an object', zh: '对象历史' },
  input,
  cost: DEFAULT_PAGE,
  async run(db, asked, { actor, hiddenTypes }) {
    const { type, key } = objectOf(asked, actor);
    const list = historySql({
      institution: sql`${actor.institutionId}::uuid`,
      type: sql`${type}`,
      id: sql`${key}`,
      before: sql`${asked.before ?? Number.MAX_SAFE_INTEGER}`,
      size: sql`${asked.first + 1}`,
      hidden: sql`${[...hiddenTypes]}`,
    }) as RawBuilder<Entry[]>;
    const { rows } = await sql<{ entries: Entry[] }>`select ${list} as entries`.execute(db);
    const found = rows[0]?.entries ?? [];
    const entries = found.slice(0, asked.first);
    const more = found.length > asked.first;
    return { entries, next: more ? (entries.at(-1)?.position ?? null) : null };
  },
});

export const journalReads = [history];
