import { type RawBuilder, sql } from 'kysely';
import { z } from 'zod';
import type { ScreeningReason } from '../../../generated/enums.ts';
import { command, type FactObject } from '../../../kernel/commands/command.ts';
import { id, ref } from '../../../kernel/commands/input.ts';
import type { Tx } from '../../../kernel/db/index.ts';
import type { CustomerRow } from '../../customers/index.ts';
import { allGrounds } from '../grounds.ts';
import { list } from '../screening.ts';

const MOST_CUSTOMERS = 200;

const screened = z.object({
  customer: ref('Customer'),
  record: ref('ScreeningRecord'),
});

export const prescreenCustomers = command({
  name: 'customer.prescreen',
  permission: 'customer.screen',
  scope: 'references',
  title: { en: 'Screen customers by the system', zh: '系统初筛' },
  description: {
    en: 'The first stage: on a ground the system knows of, a customer goes to the grey list for a person to look at; without one, a customer not screened yet goes to the white list. It moves nobody to the black list and takes nobody off a list.',
    zh: '名单筛查第一环节：系统掌握列入原因的列灰名单交人工审核，未筛查且无原因的列白名单；系统不列黑名单，也不移出名单。',
  },
  input: z.object({ customerIds: z.array(id('Customer')).min(1).max(MOST_CUSTOMERS) }),
  result: z.object({ screened: z.array(screened), unchanged: z.number().int() }),
  acts: ['customer.prescreened'],
  async handler(tx, { customerIds }, { actor, emit, now, vault }) {
    const ids = [...new Set(customerIds)];
    const rows = await doubted(tx, { institutionId: actor.institutionId, ids });
    const objects: FactObject[] = [];
    const done: z.input<typeof screened>[] = [];
    for (const { ground, ...customer } of rows) {
      const wanted = ground === null ? 'WHITE' : 'GREY';
      if (!moves(customer, wanted)) continue;
      const listing = { list: wanted, stage: 'SYSTEM', reason: ground, listedBy: null } as const;
      const { record, version } = await list({ tx, vault, now }, customer, listing);
      objects.push({ type: 'Customer', id: customer.id, version });
      done.push({ customer: customer.id, record });
    }
    emit('customer.prescreened', objects, { asked: ids.length, screened: done.length });
    return { screened: done, unchanged: ids.length - done.length };
  },
});

/** The system clears only whom nobody has judged, and doubts only whom nobody doubts yet. */
function moves({ status, screening }: CustomerRow, wanted: 'WHITE' | 'GREY'): boolean {
  if (status !== 'ACTIVE') return false;
  return screening === 'NONE' || (screening === 'WHITE' && wanted === 'GREY');
}

type Doubted = CustomerRow & { ground: ScreeningReason | null };
type Asked = { institutionId: string; ids: readonly string[] };

/** The customers, locked in the order of their keys, each with the first ground that holds. */
async function doubted(tx: Tx, { institutionId, ids }: Asked): Promise<Doubted[]> {
  const row = (column: string): RawBuilder<unknown> => sql.ref(`customer.${column}`);
  const cases = allGrounds().map(
    ({ reason, holds }) => sql`when ${holds(row)} then ${sql.lit(reason)}`,
  );
  const ground = cases.length > 0 ? sql`case ${sql.join(cases, sql` `)} end` : sql`null`;
  const { rows } = await sql<Doubted>`
    select customer.*, ${ground} as ground from customer
    where customer.institution_id = ${institutionId} and customer.id = any(${ids}::uuid[])
    order by customer.id for no key update of customer`.execute(tx);
  return rows;
}
