import type { Deliberation } from '../modules/credit-authority/index.ts';
import { type DemoMatrix, smallRule } from './authority.ts';
import type { Row } from './copy.ts';
import type { Life } from './loan-life.ts';

/** A loan that one person decides and nobody has. */
export function undecided(): Deliberation {
  const { levels } = smallRule;
  return { level: levels[0] ?? null, last: levels.length === 1, ballots: [], voted: new Set() };
}

/** Every town has a branch of the second level. */
const OUTLET_LEVEL = 'SECOND_BRANCH';
const CHOICES: Readonly<Record<string, string>> = { APPROVE: 'FOR', REJECT: 'AGAINST' };

export type Deliberated = { deliberations: Row[]; votes: Row[] };

/** What the steps of a loan leave of its deliberation. */
export function deliberate(
  life: Life,
  { product, grade, matrix }: { product: string; grade: string | null; matrix: DemoMatrix },
): Deliberated {
  const opened = life.steps.find(({ action }) => action === 'REVIEW');
  if (!opened) return { deliberations: [], votes: [] };
  const ended = life.steps.find(({ from_status }) => from_status === 'REVIEWED');
  const row: Row = {
    institution_id: life.bankId,
    id: life.nextId(),
    loan_id: life.id,
    round: opened.round ?? 1,
    matrix_id: matrix.id,
    matrix_code: matrix.code,
    rule_code: smallRule.code,
    amount_fen: life.facts.amountFen,
    product,
    guarantees: ['CREDIT'],
    grade,
    outlet_level: OUTLET_LEVEL,
    levels: JSON.stringify(smallRule.levels),
    level: 1,
    status: ended?.to_status ?? 'OPEN',
    opened_at: opened.taken_at ?? null,
    closed_at: ended?.taken_at ?? null,
  };
  const choice = CHOICES[String(ended?.action)];
  const votes = ended && choice ? [voteOf(life, { row, ended, choice })] : [];
  return { deliberations: [row], votes };
}

type Ended = { row: Row; ended: Row; choice: string };

const voteOf = (life: Life, { row, ended, choice }: Ended): Row => ({
  institution_id: life.bankId,
  id: life.nextId(),
  loan_id: life.id,
  deliberation_id: row.id ?? null,
  level: 1,
  person_id: ended.person_id ?? null,
  seat_of: ended.person_id ?? null,
  delegation_id: null,
  roles: [],
  choice,
  opinion: ended.opinion ?? '同意',
  voted_at: ended.taken_at ?? null,
});
