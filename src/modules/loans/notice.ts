/** Loans whose product asks for a public notice between approval and signature (贷款公示). */
import { sql } from 'kysely';
import { type Db, type Given, kept, type Tx } from '../../kernel/db/index.ts';
import { refuse } from '../../kernel/errors.ts';
import {
  knowLenders,
  lastEntryOf,
  type NoticeCandidate,
  type NoticeSource,
  registerNoticeSource,
} from '../notices/index.ts';
import type { LoanRow } from './authority.ts';

/** Approved loans of an area that are to be hung out, and were not since their approval. */
const approvedLoans: NoticeSource = async (tx, { institutionId, areaCode }) => {
  const { rows } = await sql<NoticeCandidate>`
    select c.id as "customerId", null as "ratingId", l.id as "loanId", c.name_mask as "nameMask",
      g.name as "groupName", null as grade, null as "creditLineFen"
    from loan l
    join customer c on c.institution_id = ${institutionId} and c.id = l.customer_id
    join loan_product p on p.institution_id = ${institutionId} and p.id = l.product_id
    left join grid g on g.institution_id = ${institutionId} and g.id = c.grid_id
    where l.institution_id = ${institutionId} and l.status = 'APPROVED'
      and c.area_code = ${areaCode} and c.status = 'ACTIVE' and c.screening <> 'BLACK'
      and (p.content ->> 'noticeRequired')::boolean
      and not exists (select from notice_entry e
        join notice n on n.institution_id = ${institutionId} and n.id = e.notice_id
        where e.institution_id = ${institutionId} and e.loan_id = l.id
          and n.opened_on >= l.approved_on)
    order by c.territory_code, c.code, l.code`.execute(tx);
  return rows;
};

registerNoticeSource('LOAN', approvedLoans);

knowLenders(async (db, { institutionId, loanId }) => {
  const { rows } = await sql<{ person: string }>`
    select distinct person from (
      select unnest(array[created_by, first_investigator_id, second_investigator_id, reviewer_id,
        approver_id]) as person
      from loan where institution_id = ${institutionId} and id = ${loanId}
      union
      select person_id from loan_vote
      where institution_id = ${institutionId} and loan_id = ${loanId}) as lenders
    where person is not null`.execute(db);
  return rows.map(({ person }) => person);
});

/**
 * Where a loan stands with its notice. WAITING: not hung out since its approval; RUNNING: somebody
 * may still object, or has; STOOD: its time has passed; STRUCK: an objection was upheld.
 */
export type NoticeStanding = 'NOT_REQUIRED' | 'WAITING' | 'RUNNING' | 'STOOD' | 'STRUCK';

const STANDINGS: Readonly<Record<string, NoticeStanding>> = {
  OPEN: 'RUNNING',
  OBJECTED: 'RUNNING',
  DISMISSED: 'RUNNING',
  EFFECTIVE: 'STOOD',
  UPHELD: 'STRUCK',
  REMOVED: 'STRUCK',
};

type Hung = Pick<LoanRow, 'institution_id' | 'id' | 'product_id' | 'approved_on'>;

export async function noticeStandingOf(db: Db | Tx, loan: Hung): Promise<NoticeStanding> {
  const { institution_id: institutionId, id: loanId, approved_on: since } = loan;
  if (since === null || !(await isRequired(db, loan))) return 'NOT_REQUIRED';
  const entry = await lastEntryOf(db as Db, { institutionId, loanId, since });
  return entry ? (STANDINGS[entry.status] ?? 'RUNNING') : 'WAITING';
}

async function isRequired(db: Db | Tx, { institution_id, product_id }: Hung): Promise<boolean> {
  if (product_id === null) return false;
  const [product] = await asking(db, { institution_id, product_id });
  if (!product) throw new Error(`there is no loan product ${product_id}`);
  return product.required;
}

const asking = kept((db, of: Given<{ institution_id: string; product_id: string }>) =>
  db
    .selectFrom('loan_product')
    .select(sql<boolean>`coalesce((content ->> 'noticeRequired')::boolean, false)`.as('required'))
    .where('institution_id', '=', of.institution_id)
    .where('id', '=', of.product_id),
);

/** Refuses to go on before a notice the product asks for has stood its time. */
export async function requireNoticeStood(tx: Tx, loan: LoanRow): Promise<void> {
  const notice = await noticeStandingOf(tx, loan);
  if (notice === 'NOT_REQUIRED' || notice === 'STOOD') return;
  throw refuse('loan.notice_not_stood', { details: { notice } });
}
