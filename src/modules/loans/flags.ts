/** What looks wrong about an application: found when it is submitted, answered by the reviewer. */
import { sql } from 'kysely';
import { addDays } from '../../kernel/dates.ts';
import { type Db, type Given, kept, keptFor, type Tx } from '../../kernel/db/index.ts';
import { refuse } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import { applicationRulesOn, type Flag, flagsOf, type Sighted } from './application-rules.ts';
import type { LoanRow } from './authority.ts';
import type { Guarantee } from './guarantees.ts';
import { listed } from './listed.ts';
import { ENDED_STATES, NOT_ASKED_STATES } from './workflow.ts';

const MOST_OTHERS = 50;

export type Submitting = {
  loan: LoanRow;
  /** Files of the borrower's household. */
  household: readonly string[];
  guarantees: readonly Guarantee[];
  /** What the household owes and has applied for, this loan included. */
  householdFen: bigint;
  /** Other applications it is held against. */
  others: readonly Sighted[];
  today: string;
  now: Date;
};

/** Looks at an application against all the others and writes down what looks wrong; the kinds. */
export async function raiseFlags(tx: Tx, submitting: Submitting): Promise<string[]> {
  const { loan, today, now } = submitting;
  const rules = applicationRulesOn(today);
  const flags = flagsOf(await applicationOf(tx, submitting), rules);
  if (flags.length === 0) return [];
  const base = {
    institution_id: loan.institution_id,
    loan_id: loan.id,
    round: loan.round,
    rule_set: rules.code,
    raised_at: now,
  };
  const rows = flags.map((flag) => ({ ...base, id: newId(), ...columnsOf(flag) }));
  await tx.insertInto('loan_flag').values(rows).execute();
  return flags.map(({ kind }) => kind);
}

const columnsOf = ({ kind, figures, others }: Flag) => ({
  kind,
  found_fen: 'foundFen' in figures ? figures.foundFen : null,
  threshold_fen: 'foundFen' in figures ? figures.thresholdFen : null,
  found_loans: 'foundLoans' in figures ? figures.foundLoans : null,
  threshold_loans: 'foundLoans' in figures ? figures.thresholdLoans : null,
  others: others.slice(0, MOST_OTHERS),
});

async function applicationOf(tx: Tx, submitting: Submitting) {
  const { loan, guarantees, householdFen, others, today } = submitting;
  const titles = guarantees.flatMap(({ titleReference }) => titleReference ?? []);
  const guarantors = guarantees.flatMap(({ guarantorId, titleReference }) =>
    guarantorId !== null && titleReference === null ? [guarantorId] : [],
  );
  const stood = await Promise.all(
    guarantors.map((guarantor) =>
      othersSecured(
        tx,
        loan,
        sql`stands.guarantor_id = ${guarantor}
      and stands.title_reference is null`,
      ),
    ),
  );
  return {
    appliedOn: today,
    amountFen: loan.amount_fen,
    fundUse: loan.fund_use,
    others,
    householdFen,
    guarantors: stood,
    collateralLoans:
      titles.length === 0
        ? []
        : await othersSecured(tx, loan, sql`stands.title_reference in (${sql.join(titles)})`),
  };
}

/** Other loans of the household, or to the same payee, of the days the rules look back over. */
export async function sightedBy(
  tx: Tx,
  { loan, household, today }: Pick<Submitting, 'loan' | 'household' | 'today'>,
): Promise<Sighted[]> {
  await holdPayee(tx, loan);
  const { duplicate, split } = applicationRulesOn(today);
  const since = addDays(today, -Math.max(duplicate.days, split.days));
  const { institution_id: institution, id, payee_reference: payee } = loan;
  const [home = ''] = household;
  const form = { alone: household.length === 1, noPayee: payee === null };
  return sighted(form)(tx, { institution, id, payee, since, home, homes: household });
}

type Sighting = {
  institution: string;
  id: string;
  payee: string | null;
  since: string;
  home: string;
  homes: readonly string[];
};

/** `alone`: a household of one file, which is compared, not looked for in a list. */
const sighted = keptFor(({ alone, noPayee }: { alone: boolean; noPayee: boolean }) =>
  kept((_, of: Given<Sighting>) => {
    const atHome = alone
      ? sql`customer_id = ${of.home}`
      : sql`customer_id = any(${of.homes}::uuid[])`;
    const toPayee = noPayee ? sql`false` : sql`payee_reference = ${of.payee}`;
    return sql<Sighted>`
    select id, applied_on::text as "appliedOn", amount_fen as "amountFen", fund_use as "fundUse",
        ${atHome} as "sameHousehold", coalesce(${toPayee}, false) as "samePayee"
      from loan
     where institution_id = ${of.institution} and id <> ${of.id}
       and applied_on > ${of.since}::date
       and status not in (${listed(NOT_ASKED_STATES)})
       and ${noPayee ? atHome : sql`(${atHome} or ${toPayee})`}
     order by applied_on desc, id desc limit 200`;
  }),
);

/** Applications to one payee are looked at one after the other. */
async function holdPayee(tx: Tx, loan: LoanRow): Promise<void> {
  if (loan.payee_reference === null) return;
  const key = `loan payee ${loan.institution_id} ${loan.payee_reference}`;
  await sql`select pg_advisory_xact_lock(hashtextextended(${key}, 0))`.execute(tx);
}

/** Other loans not ended that somebody or something stands for. */
async function othersSecured(tx: Tx, loan: LoanRow, by: ReturnType<typeof sql>): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select distinct loan.id from loan_guarantee as stands
      join loan on loan.institution_id = stands.institution_id and loan.id = stands.loan_id
     where stands.institution_id = ${loan.institution_id} and stands.status = 'OFFERED' and ${by}
       and loan.id <> ${loan.id} and loan.status not in (${listed(ENDED_STATES)})
     order by loan.id limit ${MOST_OTHERS + 1}`.execute(tx);
  return rows.map(({ id }) => id);
}

const flagsOfRound = kept((db, of: Given<Pick<LoanRow, 'institution_id' | 'id' | 'round'>>) =>
  db
    .selectFrom('loan_flag')
    .select(['kind', 'outcome'])
    .where('institution_id', '=', of.institution_id)
    .where('loan_id', '=', of.id)
    .where('round', '=', of.round)
    .orderBy('kind'),
);

/** Refuses to recommend an application while a flag of the round is open, or turned out true. */
export async function requireFlagsCleared(db: Db | Tx, loan: LoanRow): Promise<void> {
  const flags = await flagsOfRound(db, loan);
  const open = flags.filter(({ outcome }) => outcome === null).map(({ kind }) => kind);
  if (open.length > 0) throw refuse('loan.flags_open', { details: { kinds: open } });
  const confirmed = flags.filter(({ outcome }) => outcome === 'CONFIRMED');
  if (confirmed.length === 0) return;
  throw refuse('loan.flags_confirmed', { details: { kinds: confirmed.map(({ kind }) => kind) } });
}
