/** Closing a panel: the quorum, the ballots opened, the means, all that a closed panel keeps. */
import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Tx } from '../../kernel/db/index.ts';
import { refuse } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import type { Vault } from '../../kernel/vault/vault.ts';
import { openBallot, type Scores } from './ballots.ts';
import { agreesToReview } from './consent.ts';
import { meanOf, OVERALL, overallOf, type PanelItem, type PanelRules, quorumOf } from './rules.ts';
import { itemsOf, rulesOf } from './rules-in-force.ts';
import { type MemberRow, type PanelRow, type SubjectRow, subjectsOf } from './standing.ts';

export type BallotRow = {
  id: string;
  member_id: string;
  subject_id: string;
  sealed: Buffer;
  counted: boolean;
};
export type MeanRow = { item: string; mean: string; reviews: number; trimmed: number };
/** A subject with what counts for it, and how many reviews it needs. */
export type Tally = { subject: SubjectRow; ballots: BallotRow[]; needed: number };

const MOST_NAMED = 50;

/**
 * Reviews per subject. A review by a member who is recused from the subject does not count, nor does
 * any of a customer who no longer agrees to be reviewed.
 */
export async function tally(
  tx: Tx,
  panel: PanelRow,
  { members, today }: { members: readonly MemberRow[]; today: string },
): Promise<{ tallies: Tally[]; ballots: BallotRow[] }> {
  const rules = rulesOf(panel);
  const agreed = agreesToReview(sql.ref('s.institution_id'), sql.ref('s.customer_id'), today);
  const sitting = new Set(members.filter(({ seat }) => seat === 'SITTING').map(({ id }) => id));
  const [subjects, { rows: ballots }, recusals] = await Promise.all([
    subjectsOf(tx, panel),
    sql<BallotRow>`select b.id, b.member_id, b.subject_id, b.sealed, not exists (
        select from panel_recusal r where r.institution_id = b.institution_id
          and r.subject_id = b.subject_id and r.member_id = b.member_id) and ${agreed} as counted
      from panel_ballot b
      join panel_subject s on s.institution_id = b.institution_id and s.id = b.subject_id
      where b.institution_id = ${panel.institution_id} and b.panel_id = ${panel.id}
      order by b.id`.execute(tx),
    tx
      .selectFrom('panel_recusal')
      .select(['member_id', 'subject_id'])
      .where('institution_id', '=', panel.institution_id)
      .where('panel_id', '=', panel.id)
      .execute(),
  ]);
  const tallies = [...subjects.values()].map((subject) => {
    const recused = recusals.filter(
      (each) => each.subject_id === subject.id && sitting.has(each.member_id),
    ).length;
    return {
      subject,
      ballots: ballots.filter((each) => each.counted && each.subject_id === subject.id),
      needed: quorumOf(sitting.size - recused, rules),
    };
  });
  return { tallies, ballots };
}

/** The tallies with a quorum; those without must be the ones named to be left unreviewed. */
export function requireQuorum(tallies: readonly Tally[], leave: readonly number[]): Tally[] {
  const left = new Set(leave);
  const path = ['leaveUnreviewed'];
  const numbers = new Set(tallies.map(({ subject }) => subject.number));
  if (leave.some((number) => !numbers.has(number))) throw refuse('panel.subject_unknown', { path });
  const hasQuorum = ({ ballots, needed }: Tally) => ballots.length >= needed;
  const reached = tallies.filter(hasQuorum);
  if (reached.some(({ subject }) => left.has(subject.number))) {
    throw refuse('panel.has_quorum', { path });
  }
  const short = tallies.filter((each) => !hasQuorum(each) && !left.has(each.subject.number));
  if (short.length > 0) {
    const subjects = short.slice(0, MOST_NAMED).map(({ subject, ballots, needed }) => ({
      number: subject.number,
      reviews: ballots.length,
      needed,
    }));
    throw refuse('panel.quorum_not_reached', { details: { subjects } });
  }
  // A panel that reviewed nobody has no result to close on.
  if (reached.length === 0) throw refuse('panel.nobody_reviewed', { path });
  return reached;
}

type Opening = { tx: Tx; vault: Vault; panel: PanelRow };

/** What every ballot said, by its key. */
export async function openBallots(
  opening: Opening,
  ballots: readonly BallotRow[],
): Promise<Map<string, Scores>> {
  const opened = await Promise.all(
    ballots.map(async (ballot) => [ballot.id, await openBallot(opening, ballot)] as const),
  );
  return new Map(opened);
}

/** Means of a subject per item, in the order of the items, OVERALL last. */
export function meansOf(
  items: readonly PanelItem[],
  scores: readonly Scores[],
  rules: PanelRules,
): MeanRow[] {
  const scaled = items.map(({ code, low, high }) => {
    const given = scores.map((each) => each[code] ?? '');
    return { low, high, row: { item: code, ...meanOf(given, rules) } };
  });
  const rows = scaled.map(({ row }) => row);
  const mean = overallOf(
    scaled.map(({ low, high, row }) => ({ low, high, mean: row.mean })),
    rules,
  );
  const [first] = rows;
  const { reviews = 0, trimmed = 0 } = first ?? {};
  return [...rows, { item: OVERALL, mean, reviews, trimmed }];
}

export type Finding = { subject: SubjectRow; means: MeanRow[] };

export function findingsOf(
  panel: PanelRow,
  tallies: readonly Tally[],
  opened: ReadonlyMap<string, Scores>,
): Finding[] {
  const rules = rulesOf(panel);
  const items = itemsOf(panel);
  return tallies.map(({ subject, ballots }) => {
    const scores = ballots.map(({ id }) => opened.get(id) ?? {});
    return { subject, means: meansOf(items, scores, rules) };
  });
}

/**
 * SHA-256 over one line per mean, `<number> <item> <mean> <reviews> <trimmed>`, subjects by number
 * and items in the panel's order: what the journal keeps of the results.
 */
export function resultsDigest(findings: readonly Finding[]): string {
  const hash = createHash('sha256');
  for (const { subject, means } of findings) {
    for (const { item, mean, reviews, trimmed } of means) {
      hash.update(`${subject.number} ${item} ${mean} ${reviews} ${trimmed}\n`);
    }
  }
  return hash.digest('hex');
}

/** Writes means and opened scores; the panel's row says CLOSED already, or the database refuses. */
export async function keepResults(
  tx: Tx,
  panel: PanelRow,
  results: {
    findings: readonly Finding[];
    ballots: readonly BallotRow[];
    opened: ReadonlyMap<string, Scores>;
  },
): Promise<void> {
  const key = { institution_id: panel.institution_id, panel_id: panel.id };
  const means = results.findings.flatMap(({ subject, means: rows }) =>
    rows.map((row) => ({
      ...key,
      id: newId(),
      subject_id: subject.id,
      customer_id: subject.customer_id,
      ...row,
    })),
  );
  const scores = results.ballots.flatMap(({ id, subject_id, counted }) =>
    Object.entries(results.opened.get(id) ?? {}).map(([item, score]) => {
      return { ...key, id: newId(), ballot_id: id, subject_id, item, score, counted };
    }),
  );
  await sql`insert into panel_mean
      (institution_id, id, panel_id, subject_id, customer_id, item, mean, reviews, trimmed)
    select * from jsonb_to_recordset(${JSON.stringify(means)}::jsonb) as row (institution_id uuid,
      id uuid, panel_id uuid, subject_id uuid, customer_id uuid, item text, mean numeric,
      reviews int, trimmed int)`.execute(tx);
  await sql`insert into panel_score
      (institution_id, id, panel_id, ballot_id, subject_id, item, score, counted)
    select * from jsonb_to_recordset(${JSON.stringify(scores)}::jsonb) as row (institution_id uuid,
      id uuid, panel_id uuid, ballot_id uuid, subject_id uuid, item text, score numeric,
      counted boolean)`.execute(tx);
}

/** Subjects as the closed panel leaves them. */
export async function settleSubjects(tx: Tx, panel: PanelRow, tallies: readonly Tally[]) {
  const rows = tallies.map(({ subject, ballots, needed }) => ({
    id: subject.id,
    reviews: ballots.length,
    state: ballots.length >= needed ? 'REVIEWED' : 'UNREVIEWED',
  }));
  await sql`update panel_subject set state = settled.state, reviews = settled.reviews
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as settled (id uuid, reviews int, state text)
    where panel_subject.institution_id = ${panel.institution_id}
      and panel_subject.id = settled.id`.execute(tx);
}
