import { sql } from 'kysely';
import { z } from 'zod';
import { LiabilityDegree, LiabilityDuty } from '../../../generated/enums.ts';
import { command } from '../../../kernel/commands/command.ts';
import {
  classed,
  date,
  enumeration,
  id,
  pattern,
  ref,
  text,
} from '../../../kernel/commands/input.ts';
import type { Tx } from '../../../kernel/db/index.ts';
import { refuse } from '../../../kernel/errors.ts';
import { newId } from '../../../kernel/ids.ts';
import { worksHere } from '../../ledgers/index.ts';
import { requireUntied } from '../../loans/index.ts';
import { lenders } from '../lenders-sql.ts';
import { loanOf } from '../stored-changes.ts';

const MOST_WORDS = 2_000;
const MOST_EVIDENCE = 20;

export const assignManager = command({
  name: 'loan-manager.assign',
  permission: 'loan-manager.assign',
  scope: 'references',
  title: { en: 'Name who manages a loan', zh: '指定管理责任人' },
  description: {
    en: 'From a day on, in place of the officer of the grid or of whoever was named before. Who managed it on an earlier day stays on record.',
    zh: '自某日起由指定人管理该笔贷款，替代网格员或原指定人；以前日期的责任人记录不变。',
  },
  input: z.object({
    loanId: id('Loan'),
    personId: id('Person'),
    from: date().optional(),
  }),
  result: z.object({ loanManager: ref('LoanManager') }),
  acts: ['loan-manager.assigned'],
  reasonRequired: true,
  errors: ['loan-manager.not_here', 'loan-manager.overlap', 'loan-manager.date'],
  async handler(tx, { loanId, personId, from }, { actor, emit, today }) {
    const { institutionId } = actor;
    const validFrom = from ?? today;
    if (validFrom < today) throw refuse('loan-manager.date', { path: ['from'] });
    if (!(await worksHere(tx, { institutionId, personId }))) {
      throw refuse('loan-manager.not_here', { path: ['personId'] });
    }
    await tx
      .updateTable('loan_manager')
      .set({ valid_to: validFrom })
      .where('institution_id', '=', institutionId)
      .where('loan_id', '=', loanId)
      .where('valid_to', 'is', null)
      .where('valid_from', '<=', validFrom)
      .execute();
    const manager = newId();
    await tx
      .insertInto('loan_manager')
      .values({
        institution_id: institutionId,
        id: manager,
        loan_id: loanId,
        person_id: personId,
        valid_from: validFrom,
        assigned_by: actor.personId,
      })
      .execute();
    const objects = [
      { type: 'LoanManager', id: manager, version: 1 },
      { type: 'Loan', id: loanId },
    ];
    emit('loan-manager.assigned', objects, { person: personId, from: validFrom });
    return { loanManager: manager };
  },
});

const finding = z.object({
  loanId: id('Loan'),
  personId: id('Person'),
  duty: enumeration('LiabilityDuty', LiabilityDuty),
  degree: enumeration('LiabilityDegree', LiabilityDegree),
  grounds: classed('C2', text(MOST_WORDS)),
  evidence: z
    .array(pattern(/^[0-9a-f]{64}$/, 64))
    .min(1)
    .max(MOST_EVIDENCE),
});

export const findLiability = command({
  name: 'loan-liability.find',
  permission: 'loan-liability.find',
  scope: 'references',
  title: { en: 'Find who answers for a bad loan', zh: '不良贷款责任认定' },
  description: {
    en: 'For somebody who had this duty in the loan: main or partial responsibility, or none because the duty was done. Found by somebody who had none.',
    zh: '对在该环节经办的人员认定主要责任、次要责任或尽职免责；由未经办该笔贷款的人员认定。',
  },
  input: finding,
  result: z.object({ loanLiability: ref('LoanLiability') }),
  acts: ['loan-liability.found'],
  errors: [
    'loan-liability.loan_not_bad',
    'loan-liability.no_part',
    'loan-liability.own_loan',
    'loan-liability.found_already',
    'loan.recused',
  ],
  async handler(tx, input, context) {
    const { actor, emit, today } = context;
    const { institutionId, personId: findingPerson } = actor;
    const { loanId, personId, duty, degree, evidence } = input;
    const parts = await partsOf(tx, { institutionId, loanId });
    if (!parts.bad) throw refuse('loan-liability.loan_not_bad', { path: ['loanId'] });
    const had = (person: string) => parts.held.filter((each) => each.person === person);
    if (had(findingPerson).length > 0) throw refuse('loan-liability.own_loan');
    await requireUntied(
      tx,
      await loanOf(tx, { institution_id: institutionId, loan_id: loanId }),
      context,
    );
    if (!had(personId).some((each) => each.duty === duty)) {
      throw refuse('loan-liability.no_part', { path: ['personId'] });
    }
    const liability = newId();
    await tx
      .insertInto('loan_liability')
      .values({
        institution_id: institutionId,
        id: liability,
        loan_id: loanId,
        person_id: personId,
        duty,
        degree,
        grounds: input.grounds,
        evidence,
        found_by: findingPerson,
        found_on: today,
      })
      .execute();
    const objects = [
      { type: 'LoanLiability', id: liability, version: 1 },
      { type: 'Loan', id: loanId },
    ];
    emit('loan-liability.found', objects, { person: personId, duty, degree, evidence });
    return { loanLiability: liability };
  },
});

type Parts = { bad: boolean; held: { person: string; duty: string }[] };

/** Is the loan bad or written off, and who ever had which duty in it? */
async function partsOf(
  tx: Tx,
  { institutionId, loanId }: { institutionId: string; loanId: string },
): Promise<Parts> {
  const { rows } = await sql<Parts>`select
    l.written_off_fen > 0 or l.loan_class in ('SUBSTANDARD', 'DOUBTFUL', 'LOSS') as bad,
    (select coalesce(jsonb_agg(jsonb_build_object('person', part.person, 'duty', part.duty)), '[]')
      from (select lender.person, lender.duty
          from (${lenders({ institutionId, loan: sql.ref('l.id') })}) as lender
        union select m.person_id, 'MANAGEMENT' from loan_manager m
          where m.institution_id = ${institutionId} and m.loan_id = l.id
        union select a.person_id, 'MANAGEMENT' from customer c
          join assignment a on a.institution_id = ${institutionId} and a.grid_id = c.grid_id
            and (a.valid_to is null or a.valid_to > l.disbursed_on)
          where c.institution_id = ${institutionId} and c.id = l.customer_id) as part) as held
    from loan l where l.institution_id = ${institutionId} and l.id = ${loanId}`.execute(tx);
  return rows[0] ?? { bad: false, held: [] };
}
