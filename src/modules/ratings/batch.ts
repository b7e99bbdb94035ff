/** A chunk of customers rated at once: decided in memory, written by three statements. */
import { sql } from 'kysely';
import type { FactObject } from '../../kernel/commands/command.ts';
import type { Tx } from '../../kernel/db/index.ts';
import { newId } from '../../kernel/ids.ts';
import { fileAnswers } from './file-answers.ts';
import type { CustomerFile } from './files.ts';
import { type Judgement, judge, type Listing } from './judgement.ts';
import { type PanelFinding, panelAnswers, panelFindings } from './panel-providers.ts';
import type { Answers } from './rules.ts';
import type { Scorecard } from './scorecard.ts';
import { expiryOf } from './validity.ts';

export type Batch = {
  readonly institutionId: string;
  readonly personId: string;
  readonly today: string;
  readonly scorecardId: string;
  readonly card: Scorecard;
  /** Answers for all whose file is silent. */
  readonly given: Answers;
  /** Leave those alone whose rating in force is by this edition. */
  readonly onlyOutdated: boolean;
};

export type NotRated = {
  readonly customer: string;
  readonly code: string;
  /** Inputs, where that is the reason. */
  readonly about: readonly string[];
};

export type Rated = {
  readonly id: string;
  readonly file: CustomerFile;
  readonly answers: Answers;
  readonly judgement: Judgement;
  readonly panel: PanelFinding | undefined;
  readonly status: 'EFFECTIVE' | 'AWAITING_DECISION';
  /** The rating it ended. */
  readonly ended: readonly FactObject[];
};

export type BatchOutcome = {
  readonly rated: readonly Rated[];
  readonly notRated: readonly NotRated[];
  readonly upToDate: number;
};

/** Rates files whose rows are locked. Each gets what `rating.rate` would have given it. */
export async function rateFiles(
  tx: Tx,
  batch: Batch,
  files: readonly CustomerFile[],
): Promise<BatchOutcome> {
  const { institutionId } = batch;
  const customerIds = files.map(({ id }) => id);
  const [standing, panels] = await Promise.all([
    standingRatings(tx, batch, customerIds),
    panelFindings(tx, { institutionId, customerIds }),
  ]);
  const notRated: NotRated[] = [];
  const rated: Omit<Rated, 'ended'>[] = [];
  let upToDate = 0;
  for (const file of files) {
    const stands = standing.get(file.id) ?? [];
    if (stands.some(({ status }) => status === 'AWAITING_DECISION')) {
      notRated.push({ customer: file.id, code: 'rating.decision_awaited', about: [] });
    } else if (batch.onlyOutdated && stands.some((each) => each.by === batch.scorecardId)) {
      upToDate += 1;
    } else {
      const result = rateFile(batch, file, panels.get(file.id));
      if ('code' in result) notRated.push(result);
      else rated.push(result);
    }
  }
  return { rated: await store(tx, batch, rated), notRated, upToDate };
}

/** Ratings in force or awaiting a decision, by customer. */
async function standingRatings(tx: Tx, { institutionId, today }: Batch, ids: readonly string[]) {
  const rows = await tx
    .selectFrom('rating')
    .select(['customer_id', 'status', 'scorecard_id as by'])
    .where('institution_id', '=', institutionId)
    .where(sql<boolean>`customer_id = any(${ids}::uuid[])`)
    .where('status', 'in', ['EFFECTIVE', 'AWAITING_DECISION'])
    .where('valid_from', '<=', today)
    .where((where) => where.or([where('valid_to', 'is', null), where('valid_to', '>', today)]))
    .execute();
  return Map.groupBy(rows, ({ customer_id }) => customer_id);
}

function rateFile(
  { card, given, today }: Batch,
  file: CustomerFile,
  panel: PanelFinding | undefined,
): Omit<Rated, 'ended'> | NotRated {
  const onFile = fileAnswers(card, { ...file, profile: file.profile as Answers }, today);
  const answers = { ...given, ...onFile, ...panelAnswers(card, panel) };
  const listing = file.screening as Listing;
  const result = judge(card, answers, { areaCode: file.area_code, listing });
  if ('errors' in result) {
    const missing = result.errors.every(({ code }) => code === 'INPUT_MISSING');
    const code = missing ? 'rating.inputs_missing' : 'rating.inputs_invalid';
    const about = result.errors.flatMap((error) =>
      error.about.length > 0 ? error.about : [error.code],
    );
    return { customer: file.id, code, about };
  }
  const { judgement } = result;
  const status = judgement.outcome === 'RATED' ? 'EFFECTIVE' : 'AWAITING_DECISION';
  return { id: newId(), file, answers, judgement, panel, status };
}

async function store(
  tx: Tx,
  batch: Batch,
  rated: readonly Omit<Rated, 'ended'>[],
): Promise<Rated[]> {
  if (rated.length === 0) return [];
  const ended = await endRatingsInForce(
    tx,
    batch,
    rated.flatMap(({ status, file }) => (status === 'EFFECTIVE' ? [file.id] : [])),
  );
  await insertRatings(tx, batch, rated);
  return rated.map((each) => ({ ...each, ended: ended.get(each.file.id) ?? [] }));
}

async function endRatingsInForce(
  tx: Tx,
  { institutionId, today }: Batch,
  ids: readonly string[],
): Promise<Map<string, FactObject[]>> {
  const rows = await tx
    .updateTable('rating')
    .set({ valid_to: today })
    .where('institution_id', '=', institutionId)
    .where(sql<boolean>`customer_id = any(${ids}::uuid[])`)
    .where('status', '=', 'EFFECTIVE')
    .where('valid_from', '<=', today)
    .where((where) => where.or([where('valid_to', 'is', null), where('valid_to', '>', today)]))
    .returning(['id', 'customer_id', 'version'])
    .execute();
  const objects = rows.map(({ id, customer_id, version }) => [
    customer_id,
    [{ type: 'Rating', id, version }],
  ]);
  return new Map(objects as [string, FactObject[]][]);
}

/** One statement for the chunk, whose text is the same for every chunk. */
async function insertRatings(
  tx: Tx,
  batch: Batch,
  rated: readonly Omit<Rated, 'ended'>[],
): Promise<void> {
  const rows = rated.map(({ id, file, answers, judgement, status }) => ({
    id,
    customer_id: file.id,
    area_code: file.area_code,
    inputs: answers,
    status,
    ...judgement,
    creditLineFen: judgement.creditLineFen.toString(),
    ceilingFen: judgement.ceilingFen.toString(),
  }));
  await sql`insert into rating (institution_id, id, customer_id, scorecard_id, area_code, inputs,
      items, lines, findings, outcome, status, score, grade, credit_line_fen, ceiling_fen,
      valid_from, valid_to, rated_by)
    select ${batch.institutionId}::uuid, id, customer_id, ${batch.scorecardId}::uuid, area_code,
      inputs, items, lines, findings, outcome, status, score, grade, "creditLineFen", "ceilingFen",
      ${batch.today}::date, ${expiryOf(batch.today)}::date, ${batch.personId}::uuid
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as each (id uuid, customer_id uuid,
      area_code text, inputs jsonb, items jsonb, lines jsonb, findings jsonb, outcome text,
      status text, score numeric, grade text, "creditLineFen" bigint, "ceilingFen" bigint)`.execute(
    tx,
  );
}
