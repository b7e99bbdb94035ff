import { z } from 'zod';
import { CustomerKind, LedgerOrder, Screening } from '../../generated/enums.ts';
import { date, enumeration, id, pattern } from '../../kernel/commands/input.ts';
import { globalId } from '../../kernel/ids.ts';
import { read } from '../../kernel/queries/read.ts';
import { type Lacking, lackingSections } from '../profiles/index.ts';
import { dueNamed } from './dues.ts';
import { ledgerCursor, NEVER, readLedgerCursor } from './ledger-cursor.ts';
import { type LedgerFound, ledgerStatement } from './ledger-statement.ts';

const MAX_PAGE = 100;

const input = z.object({
  gridId: id('Grid'),
  kind: enumeration('CustomerKind', CustomerKind).optional(),
  list: enumeration('Screening', Screening).optional(),
  dueBefore: date().optional(),
  incomplete: z.boolean().optional(),
  order: enumeration('LedgerOrder', LedgerOrder).default('CODE'),
  first: z.number().int().min(1).max(MAX_PAGE),
  after: pattern(/^[A-Za-z0-9_-]{1,200}$/, 200).optional(),
});

const gridLedger = read({
  name: 'grid.ledger',
  permission: 'ledger.read',
  scope: 'references',
  title: { en: "A grid's ledger", zh: '网格电子台账' },
  input,
  cost: MAX_PAGE,
  planOnce: true,
  async run(db, { after, ...asked }, { actor, today }) {
    const { institutionId } = actor;
    const { gridId, order, first } = asked;
    const place = after === undefined ? null : readLedgerCursor(order, after);
    const statement = ledgerStatement({ ...asked, institutionId, today, after: place });
    const { rows } = await statement.execute(db);
    const page = rows.slice(0, first);
    const last = page.at(-1);
    const more = rows.length > page.length && last !== undefined;
    const kept = page.map(({ sections }) => sections);
    const lacking = await lackingSections(db, institutionId, kept);
    return {
      gridId: globalId('Grid', gridId),
      rows: page.map((row, index) => ledgerRow(row, { today, lacking: lacking[index] ?? [] })),
      nextAfter: more ? ledgerCursor(order, placeOf(order, last)) : null,
    };
  },
});

function placeOf(order: LedgerOrder, row: LedgerFound) {
  const { code, completeness } = row;
  if (order === 'CODE') return { value: null, code };
  if (order === 'COMPLETENESS') return { value: completeness, code };
  const soonest = duesOf(row)[0]?.dueOn ?? NEVER;
  return { value: soonest, code };
}

/** What is due, soonest first. */
const duesOf = ({ dues }: LedgerFound): { kind: string; dueOn: string }[] =>
  Object.entries(dues)
    .flatMap(([kind, dueOn]) => (dueOn === null ? [] : [{ kind, dueOn }]))
    .toSorted((a, b) => a.dueOn.localeCompare(b.dueOn) || a.kind.localeCompare(b.kind));

type Around = { today: string; lacking: readonly Lacking[] };

function ledgerRow(row: LedgerFound, { today, lacking }: Around) {
  return {
    customerId: globalId('Customer', row.id),
    code: row.code,
    kind: row.kind,
    nameMask: row.name_mask,
    mobileMask: row.mobile_mask,
    completeness: row.completeness,
    lacking,
    screening: row.screening,
    core: row.core,
    outworkers: row.outworkers,
    lastVisitAt: row.last_visit_at?.toISOString() ?? null,
    due: duesOf(row).map(({ kind, dueOn }) => {
      const { en = kind, zh = kind } = dueNamed(kind) ?? {};
      return { kind, label: { en, zh }, dueOn, overdue: dueOn < today };
    }),
    promised: row.promised,
  };
}

export const ledgerReads = [gridLedger];
