import { sql } from 'kysely';
import { globalId } from '../../../kernel/ids.ts';
import { yuanOf } from '../../../kernel/money.ts';
import type { Stage } from '../stage.ts';
import { type Bank, managerAt, paper } from './bank.ts';

type Lost = {
  id: string;
  code: string;
  territory: string;
  approver: string;
  days: number;
  outstanding: string;
};

/** Overdue for so long a claim may be written off; the story does so soon after. */
const LOST_DAYS = 365;
const EARLIEST_AGO = 60;
const RECOVERED_AFTER = 20;

/** The claim that is overdue longest is written off, and a part of it comes in all the same. */
export async function writeOff(stage: Stage, bank: Bank): Promise<void> {
  const lost = await longestOverdue(stage);
  if (!lost) return;
  const ago = Math.min(EARLIEST_AGO, lost.days - LOST_DAYS);
  stage.daysAgo(ago);
  const { loanChange: id } = await stage.perform(await managerAt(stage, lost.territory), {
    command: 'loan-change.propose',
    input: {
      loanId: globalId('Loan', lost.id),
      kind: 'WRITE_OFF',
      ground: 'LONG_OVERDUE',
      statement: '逾期一年以上，多次催收无果，申请核销（演示）',
      evidence: [paper(`write-off ${lost.code}`)],
    },
  });
  const decider = lost.approver === bank.approver ? bank.otherApprover : bank.approver;
  const input = { id, opinion: '符合核销条件，账销案存' };
  await stage.perform(decider, { command: 'loan-change.approve', input });
  stage.daysAgo(Math.max(0, ago - RECOVERED_AFTER));
  await stage.perform(bank.core, {
    command: 'loan.recover',
    input: {
      id: globalId('Loan', lost.id),
      reference: `CORE-R-${lost.code}-REC`,
      amount: yuanOf(BigInt(lost.outstanding) / RECOVERED_PART),
      paidOn: stage.today(),
    },
  });
}

const RECOVERED_PART = 5n;

/** Long overdue as of the last day, and pursued by letter since. */
async function longestOverdue({ db, institutionId, today }: Stage): Promise<Lost | undefined> {
  const { rows } = await sql<Lost>`
    select l.id, l.code, c.territory_code as territory, l.approver_id as approver,
      l.overdue_days as days, l.outstanding_principal_fen::text as outstanding
    from loan l
    join customer c on c.institution_id = l.institution_id and c.id = l.customer_id
    where l.institution_id = ${institutionId} and l.status = 'ACTIVE' and l.loan_class = 'LOSS'
      and l.overdue_days > ${LOST_DAYS} and l.position_on = ${today()}::date
      and exists (select from collection_case k join collection_action a
          on a.institution_id = k.institution_id and a.case_id = k.id
        where k.institution_id = l.institution_id and k.loan_id = l.id
          and k.status = 'OPEN' and a.kind = 'LETTER' and a.result = 'DELIVERED')
    order by l.overdue_days desc, l.code limit 1`.execute(db);
  return rows[0];
}
