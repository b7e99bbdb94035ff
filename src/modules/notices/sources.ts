import { sql } from 'kysely';
import type { NoticeKind } from '../../generated/enums.ts';
import type { Db, Tx } from '../../kernel/db/index.ts';

/** What a notice of some kind would list of one customer. */
export type NoticeCandidate = {
  customerId: string;
  ratingId: string | null;
  /** The loan the entry is about, on a notice of loans. */
  loanId?: string;
  nameMask: string;
  groupName: string | null;
  grade: string | null;
  creditLineFen: bigint | null;
};

export type SourceQuestion = { institutionId: string; areaCode: string; today: string };

/** Everybody in an area who is due to be listed. */
export type NoticeSource = (tx: Tx, question: SourceQuestion) => Promise<NoticeCandidate[]>;

const sources = new Map<NoticeKind, NoticeSource>();

/** For the module a kind of notice belongs to. */
export function registerNoticeSource(kind: NoticeKind, source: NoticeSource): void {
  sources.set(kind, source);
}

export type LoanListed = { institutionId: string; loanId: string };

/** Who brought a loan about, and so decides no objection to it. */
export type LendersOf = (db: Db, loan: LoanListed) => Promise<readonly string[]>;

const noLenders: LendersOf = async () => [];
const listed = { lendersOf: noLenders };

/** For the module that keeps the loans. */
export function knowLenders(lendersOf: LendersOf): void {
  listed.lendersOf = lendersOf;
}

export const lendersOf: LendersOf = (db, loan) => listed.lendersOf(db, loan);

export const sourceOf = (kind: NoticeKind): NoticeSource | undefined => sources.get(kind);

/**
 * Ratings that count today and were on no notice yet. Whoever is blacklisted gets no credit and is
 * not paraded for it.
 */
const ratedCustomers: NoticeSource = async (tx, { institutionId, areaCode, today }) => {
  const { rows } = await sql<NoticeCandidate>`
    select c.id as "customerId", r.id as "ratingId", c.name_mask as "nameMask",
      g.name as "groupName", r.grade, r.credit_line_fen as "creditLineFen"
    from customer c
    join rating r on r.institution_id = ${institutionId} and r.customer_id = c.id
      and r.status = 'EFFECTIVE' and r.valid_from <= ${today}::date
      and (r.valid_to is null or r.valid_to > ${today}::date)
    left join grid g on g.institution_id = ${institutionId} and g.id = c.grid_id
    where c.institution_id = ${institutionId} and c.area_code = ${areaCode}
      and c.status = 'ACTIVE' and c.screening <> 'BLACK'
      and not exists (select from notice_entry e
        where e.institution_id = ${institutionId} and e.rating_id = r.id)
    order by c.territory_code, c.code`.execute(tx);
  return rows;
};

registerNoticeSource('RATING', ratedCustomers);
