import { sql } from 'kysely';
import { z } from 'zod';
import { id } from '../../kernel/commands/input.ts';
import { entryOf, refuse } from '../../kernel/errors.ts';
import { read } from '../../kernel/queries/read.ts';
import { suspendedBySql } from './stored.ts';
import { type LineFacts, lineActs, refusalOf } from './workflow.ts';

const allowed = read({
  name: 'credit-line.allowed-actions',
  permission: 'credit-line.read',
  scope: 'references',
  title: { en: 'What may be done with a credit line now', zh: '授信额度可执行操作' },
  input: z.object({ creditLineId: id('CreditLine') }),
  cost: 2,
  async run(db, { creditLineId }, { actor, today }) {
    const tenant = actor.institutionId;
    const { rows } = await sql<LineFacts>`
      select l.status as state, l.valid_to <= ${today}::date as over,
        c.screening = 'BLACK' as blacklisted,
        ${suspendedBySql(tenant, sql.ref('l.id'))} as "suspendedBy"
      from credit_line l
      join customer c on c.institution_id = ${tenant} and c.id = l.customer_id
      where l.institution_id = ${tenant} and l.id = ${creditLineId}`.execute(db);
    const [facts] = rows;
    if (!facts) throw refuse('object.not_found', { path: ['creditLineId'] });
    const allowedActions = lineActs.map((act) => {
      const code = refusalOf(facts, act, actor);
      const reason = code === undefined ? null : { code, ...wordsOf(code) };
      return { action: `credit-line.${act}`, allowed: reason === null, reason };
    });
    return { creditLine: creditLineId, allowedActions };
  },
});

const wordsOf = (code: string) => {
  const { en, zh } = entryOf(code);
  return { en, zh };
};

export const creditLineReads = [allowed];
