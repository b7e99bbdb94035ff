/** Reviews on their way in: checked, sealed so that nobody reads them, opened when a panel closes. */
import { createHash } from 'node:crypto';
import { Decimal } from 'decimal.js';
import { sql } from 'kysely';
import type { Context } from '../../kernel/commands/command.ts';
import type { Tx } from '../../kernel/db/index.ts';
import { refuse } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import type { Vault } from '../../kernel/vault/vault.ts';
import { agreesToReview } from './consent.ts';
import { findRecusals } from './recusals.ts';
import { isOnScale } from './rules.ts';
import { itemsOf, rulesOf } from './rules-in-force.ts';
import { type MemberRow, type PanelRow, type SubjectRow, subjectsOf } from './standing.ts';

/** One subject by its number, every item scored. */
export type Review = {
  number: number;
  scores: readonly { item: string; score: string }[];
};
/** Scores by item, as exact text. */
export type Scores = Readonly<Record<string, string>>;

/** Every ballot is as long as every other, whatever it says. */
const SEALED_LENGTH = 1_024;

const placeOf = (panelId: string, ballotId: string) => ({
  subjectId: panelId,
  table: 'panel_ballot',
  column: 'sealed',
  rowId: ballotId,
});

/** What a ballot said. Only closing a panel calls this. */
export async function openBallot(
  { tx, vault, panel }: { tx: Tx; vault: Vault; panel: PanelRow },
  ballot: { id: string; sealed: Buffer },
): Promise<Scores> {
  const place = placeOf(panel.id, ballot.id);
  return JSON.parse(await vault.open(tx, panel.institution_id, place, ballot.sealed));
}

/** The scores of a complete review, in one form however they were written. */
function scoresIn(panel: PanelRow, review: Review, path: (string | number)[]): Scores {
  const step = rulesOf(panel).scaleStep;
  const items = new Map(itemsOf(panel).map((item) => [item.code, item]));
  const codes = [...items.keys()];
  const given = review.scores.map(({ item }) => item);
  const eachOnce =
    new Set(given).size === codes.length && codes.every((code) => given.includes(code));
  if (given.length !== codes.length || !eachOnce) {
    throw refuse('panel.review_incomplete', {
      path: [...path, 'scores'],
      details: { items: codes },
    });
  }
  for (const [index, { item, score }] of review.scores.entries()) {
    const scale = items.get(item);
    if (!scale || isOnScale(score, scale, step)) continue;
    const details = { low: scale.low, high: scale.high, step };
    throw refuse('panel.score_off_scale', { path: [...path, 'scores', index, 'score'], details });
  }
  return Object.fromEntries(
    review.scores.map(({ item, score }) => [item, new Decimal(score).toFixed()]),
  );
}

/** Subject ids this member does not review. */
async function recusedFrom(
  { tx, vault }: { tx: Tx; vault: Vault },
  panel: PanelRow,
  member: MemberRow,
): Promise<Set<string>> {
  const known = await tx
    .selectFrom('panel_recusal')
    .select('subject_id')
    .where('institution_id', '=', panel.institution_id)
    .where('member_id', '=', member.id)
    .execute();
  const all = await findRecusals({ tx, vault }, panel);
  const found = all.filter(({ memberId }) => memberId === member.id);
  return new Set([
    ...known.map(({ subject_id }) => subject_id),
    ...found.map(({ subjectId }) => subjectId),
  ]);
}

/** Subjects who still agree to be reviewed. */
async function whoAgree(tx: Tx, panel: PanelRow, today: string): Promise<Set<string>> {
  const agreed = agreesToReview(sql.ref('s.institution_id'), sql.ref('s.customer_id'), today);
  const { rows } = await sql<{ id: string }>`
    select s.id from panel_subject s
    where s.institution_id = ${panel.institution_id} and s.panel_id = ${panel.id}
      and ${agreed}`.execute(tx);
  return new Set(rows.map(({ id }) => id));
}

type Entered = {
  member: MemberRow;
  reviews: readonly Review[];
  /** SHA-256 of the paper, or null for a member's own entry. */
  evidence: string | null;
};
type Setting = Pick<Context, 'actor' | 'now' | 'today' | 'vault'> & { target: PanelRow };

/**
 * Seals and keeps the reviews of one member. What it gives back is for the journal: which ballots,
 * and the digest of each as sealed, so that none can be exchanged before it is opened.
 */
export async function enterReviews(
  tx: Tx,
  { member, reviews, evidence }: Entered,
  { actor, now, today, vault, target: panel }: Setting,
): Promise<{ ballot: string; sha256: string }[]> {
  const subjects = await subjectsOf(tx, panel);
  const recused = await recusedFrom({ tx, vault }, panel, member);
  const agreed = await whoAgree(tx, panel, today);
  const rows = [];
  for (const [index, review] of reviews.entries()) {
    const path = ['reviews', index];
    const subject = reviewable(subjects, recused, { number: review.number, path });
    if (!agreed.has(subject.id)) {
      throw refuse('panel.consent_missing', { path: [...path, 'number'] });
    }
    const scores = JSON.stringify(scoresIn(panel, review, path)).padEnd(SEALED_LENGTH);
    const id = newId();
    // One after the other: the first of all makes the panel's key.
    const sealed = await vault.seal(tx, panel.institution_id, placeOf(panel.id, id), scores);
    rows.push({
      institution_id: panel.institution_id,
      id,
      panel_id: panel.id,
      member_id: member.id,
      subject_id: subject.id,
      channel: evidence === null ? 'OWN' : 'PAPER',
      sealed,
      evidence_sha256: evidence,
      entered_by: actor.personId,
      entered_at: now,
    });
  }
  await tx.insertInto('panel_ballot').values(rows).execute();
  return rows.map(({ id, sealed }) => ({
    ballot: id,
    sha256: createHash('sha256').update(sealed).digest('hex'),
  }));
}

function reviewable(
  subjects: ReadonlyMap<number, SubjectRow>,
  recused: ReadonlySet<string>,
  { number, path }: { number: number; path: (string | number)[] },
): SubjectRow {
  const subject = subjects.get(number);
  if (!subject) throw refuse('panel.subject_unknown', { path: [...path, 'number'] });
  if (recused.has(subject.id)) throw refuse('panel.recused', { path: [...path, 'number'] });
  return subject;
}
