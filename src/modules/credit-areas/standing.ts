/** An application or standing as the workflow sees it, and its figures against the criteria. */
import type { Selectable } from 'kysely';
import { z } from 'zod';
import type { DB } from '../../generated/database.ts';
import type { Actor } from '../../kernel/auth/actor.ts';
import type { FactObject } from '../../kernel/commands/command.ts';
import { daysBetween } from '../../kernel/dates.ts';
import type { Db, Tx } from '../../kernel/db/index.ts';
import { refuse } from '../../kernel/errors.ts';
import { type CriteriaInForce, criteriaOn } from './criteria-in-force.ts';
import { figuresOn } from './figures.ts';
import { hasStoodNotice } from './notice-source.ts';
import { type CreditLevel, type CreditRules, type Finding, judge } from './rules.ts';
import { type CreditAction, type CreditFacts, type CreditState, refusalOf } from './workflow.ts';

export type CreditRow = Selectable<DB['credit_area']>;
export const onCreditArea = { noun: 'CreditArea', table: 'credit_area' } as const;

const attestations = z.array(z.object({ code: z.string(), evidenceSha256: z.string() }));

/** What a fact about a standing concerns. */
export const creditObjects = (
  row: { id: string; customer_id: string | null },
  version: number,
): FactObject[] => [
  { type: 'CreditArea', id: row.id, version },
  ...(row.customer_id ? [{ type: 'Customer', id: row.customer_id }] : []),
];

type Judging = { rules: CreditRules; today: string };

export async function factsOf(
  db: Db,
  row: CreditRow,
  { rules, today }: Judging,
): Promise<CreditFacts> {
  const inspectors = [row.lead_inspector_id, row.second_inspector_id];
  return {
    state: row.status as CreditState,
    appliedBy: row.applied_by,
    inspectors: inspectors.filter((person) => person !== null),
    qualified: row.qualified,
    figuresFresh:
      row.checked_on !== null && daysBetween(row.checked_on, today) <= rules.figuresDays,
    inspectionPassed: row.inspection_passed,
    noticeStood: !rules.noticeRequired || (await hasStoodNotice(db, row)),
    lapsed: row.valid_to !== null && row.valid_to <= today,
  };
}

type Asking = { actor: Actor; today: string };

/** The criteria of the row's level today, if the caller may take this step now; else refused. */
export async function requireAllowed(
  tx: Tx,
  row: CreditRow,
  { action, actor, today }: Asking & { action: CreditAction },
): Promise<CriteriaInForce> {
  const criteria = await criteriaOfRow(tx, row, today);
  const facts = await factsOf(tx, row, { rules: criteria.rules, today });
  const refusal = refusalOf(facts, action, actor);
  if (refusal) throw refuse(refusal.code, { details: { status: row.status, action } });
  return criteria;
}

export const criteriaOfRow = (db: Db, row: CreditRow, today: string): Promise<CriteriaInForce> =>
  criteriaOn(db, row.institution_id, { level: row.level as CreditLevel, day: today });

type Judged = { findings: Finding[]; qualified: boolean };

/** The figures of a row on a day against criteria. */
export async function judgeRow(
  db: Db,
  row: CreditRow,
  { rules, day }: { rules: CreditRules; day: string },
): Promise<Judged> {
  const subject = { areaCode: row.area_code, customerId: row.customer_id };
  const asked = { institutionId: row.institution_id, subject, day, rules };
  const figures = await figuresOn(db, asked, attestations.parse(row.attestations));
  return judge(rules.criteria, figures);
}

/** Findings as they are stored and shown. */
export const shownFindings = (findings: readonly Finding[]) =>
  findings.map(({ whenEmpty: _whenEmpty, attestation, ...finding }) => ({
    ...finding,
    attestation: attestation ?? null,
  }));

/** Codes of the criteria not met, for the journal and for refusals. */
export const unmet = (findings: readonly Finding[]): string[] =>
  findings.filter(({ verdict }) => verdict !== 'MET').map(({ code }) => code);

type Changes = Partial<Omit<CreditRow, 'attestations' | 'subject'>>;

/** Changes the locked row; its new version. */
export async function changeRow(tx: Tx, row: CreditRow, changes: Changes): Promise<number> {
  const { version } = await tx
    .updateTable('credit_area')
    .set(changes)
    .where('institution_id', '=', row.institution_id)
    .where('id', '=', row.id)
    .returning('version')
    .executeTakeFirstOrThrow();
  return version;
}
