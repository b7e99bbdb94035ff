/** A chunk of customers rated at once: decided in memory, written by three statements. */
import { sql } from 'kysely';
import type { FactObject } from '../../kernel/commands/command.ts';
import type { Tx } from '../../kernel/db/index.ts';
import { type JsonRows, jsonRows } from '../../kernel/db/json-rows.ts';
import { newId } from '../../kernel/ids.ts';
import { filesForStep } from '../profiles/index.ts';
import { notToBeRated } from './consent-rules.ts';
import { knownFacts } from './fact-providers.ts';
import { sameAnswers } from './file-answers.ts';
import type { CustomerFile } from './files.ts';
import {
  GATE_CLOSED,
  INPUT_ON_FILE,
  type JudgedFile,
  judgeFile,
  type Known,
} from './judged-file.ts';
import type { Judgement } from './judgement.ts';
import { type PanelFinding, panelFindings, panelUsed } from './panel-providers.ts';
import type { Answers, Finding } from './rules.ts';
import type { Scorecard } from './scorecard.ts';
import { type Standing, standingRatings } from './standing.ts';
import { storedItems } from './stored-rating.ts';
import { expiryOf } from './validity.ts';

export type Batch = {
  readonly institutionId: string;
  readonly personId: string;
  readonly today: string;
  readonly scorecardId: string;
  readonly card: Scorecard;
  /** Answers for all whose file is silent. */
  readonly given: Answers;
  /** Answers of single customers, by key; they may add to the file, never contradict it. */
  readonly own?: ReadonlyMap<string, Answers>;
  /** Whose rating stands already and is left alone. */
  readonly leave: Leave;
};

/** BY_EDITION: by this edition; SAME: by this edition from the very same answers. */
export type Leave = 'NOBODY' | 'BY_EDITION' | 'SAME';

export type NotRated = {
  readonly customer: string;
  readonly code: string;
  /** Inputs, where that is the reason. */
  readonly about: readonly string[];
};

export type Rated = {
  readonly id: string;
  readonly customer: { readonly id: string; readonly version: number };
  readonly panel: PanelFinding | undefined;
  readonly status: 'EFFECTIVE' | 'AWAITING_DECISION';
  readonly found: Pick<Judgement, 'outcome' | 'grade' | 'score' | 'creditLineFen'>;
  /** The rating it ended. */
  readonly ended: readonly FactObject[];
};

type Written = Omit<Rated, 'ended'>;

/** A rating on its way into the table; its row are the parts of a JSON text. */
type Made = { readonly rated: Written; readonly row: readonly string[]; readonly answers: Answers };

export type BatchOutcome = {
  readonly rated: readonly Rated[];
  readonly notRated: readonly NotRated[];
  /** Left alone, as asked. */
  readonly upToDate: readonly string[];
};

/** Rates files whose rows are locked. Each gets what `rating.rate` would have given it. */
export async function rateFiles(
  tx: Tx,
  batch: Batch,
  files: readonly CustomerFile[],
): Promise<BatchOutcome> {
  const { institutionId, today } = batch;
  const customerIds = files.map(({ id }) => id);
  const kind = batch.card.customerKind;
  const customers = customerIds.map((id) => ({ id, kind }));
  const [standing, panels, profiles, stopped, told] = await Promise.all([
    standingRatings(tx, { institutionId, customerIds, today }, batch.leave === 'SAME'),
    panelFindings(tx, { institutionId, customerIds, today }),
    filesForStep(tx, batch, { customers, step: 'RATING' }),
    notToBeRated(tx, { institutionId, customerIds, kind, today }),
    knownFacts(tx, { institutionId, customerIds, today }),
  ]);
  const notRated: NotRated[] = [];
  const rated: Written[] = [];
  const rows = jsonRows();
  const upToDate: string[] = [];
  for (const file of files) {
    const refusal = stopped.get(file.id);
    const { id } = file;
    const known = { panel: panels.get(id), profile: profiles.get(id), told: told.get(id) };
    const result = refusal
      ? notRatedFor(file, refusal)
      : attempt(batch, file, { ...known, stands: standing.get(file.id) ?? [] });
    if (result === 'UP_TO_DATE') upToDate.push(file.id);
    else if ('code' in result) notRated.push(result);
    else {
      rated.push(result.rated);
      rows.add(...result.row);
    }
  }
  return { rated: await store(tx, batch, { rated, rows, standing }), notRated, upToDate };
}

const notRatedFor = ({ id: customer }: CustomerFile, code: string): NotRated => ({
  customer,
  code,
  about: [],
});

type Found = Pick<Known, 'panel' | 'profile' | 'told'> & { readonly stands: readonly Standing[] };

/** Nobody is rated anew around a decision that is awaited. */
function attempt(
  batch: Batch,
  file: CustomerFile,
  { stands, ...known }: Found,
): Made | NotRated | 'UP_TO_DATE' {
  const mine = stands.filter(({ by }) => by === batch.scorecardId);
  const awaited = stands.some(({ status }) => status === 'AWAITING_DECISION');
  if (awaited && batch.leave !== 'SAME') return notRatedFor(file, DECISION_AWAITED);
  if (batch.leave === 'BY_EDITION' && mine.length > 0) return 'UP_TO_DATE';
  const { given, today } = batch;
  const result = rateFile(batch, file, { ...known, given, own: batch.own?.get(file.id), today });
  if ('code' in result || batch.leave !== 'SAME') return result;
  if (mine.some(({ inputs }) => sameAnswers(inputs, result.answers))) return 'UP_TO_DATE';
  return awaited ? notRatedFor(file, DECISION_AWAITED) : result;
}

const DECISION_AWAITED = 'rating.decision_awaited';

function rateFile(batch: Batch, file: CustomerFile, known: Known): Made | NotRated {
  const { answers, sources, judged } = judgeFile(batch.card, file, known);
  if ('errors' in judged) return notRatable(file, judged.errors);
  const { judgement } = judged;
  const status = judgement.outcome === 'RATED' ? 'EFFECTIVE' : 'AWAITING_DECISION';
  const id = newId();
  const panel = panelUsed(batch.card, known.panel);
  const row = rowParts({ id, file, answers, sources, status, judgement, panel });
  const { id: customerId, version } = file;
  const { outcome, grade, score, creditLineFen } = judgement;
  const found = { outcome, grade, score, creditLineFen };
  const customer = { id: customerId, version };
  return { rated: { id, customer, panel: known.panel, status, found }, row, answers };
}

/** With the code `rating.rate` would have refused with. */
function notRatable({ id: customer }: CustomerFile, errors: readonly Finding[]): NotRated {
  const about = errors.flatMap((error) => (error.about.length > 0 ? error.about : [error.code]));
  const all = (code: string) => errors.every((error) => error.code === code);
  if (all(GATE_CLOSED)) return { customer, code: 'profile.gate_closed', about };
  if (all(INPUT_ON_FILE)) return { customer, code: 'rating.input_on_file', about };
  const code = all('INPUT_MISSING') ? 'rating.inputs_missing' : 'rating.inputs_invalid';
  return { customer, code, about };
}

type RowParts = {
  id: string;
  file: CustomerFile;
  answers: Answers;
  sources: JudgedFile['sources'];
  status: string;
  judgement: Judgement;
  panel: string | null;
};

function rowParts({ id, file, answers, sources, status, judgement, panel }: RowParts): string[] {
  const { lines, findings, outcome, score, grade } = judgement;
  const others = JSON.stringify({
    ...{ id, customer_id: file.id, panel_id: panel, area_code: file.area_code },
    ...{ inputs: answers, input_sources: sources, lines, findings },
    ...{ outcome, status, score, grade },
    credit_line_fen: judgement.creditLineFen.toString(),
    ceiling_fen: judgement.ceilingFen.toString(),
  });
  return [others.slice(0, -1), ',"items":', storedItems(judgement.items), '}'];
}

type Storing = {
  readonly rated: readonly Written[];
  readonly rows: JsonRows;
  readonly standing: ReadonlyMap<string, Standing[]>;
};

async function store(tx: Tx, batch: Batch, { rated, rows, standing }: Storing): Promise<Rated[]> {
  if (rated.length === 0) return [];
  const replaced = rated.flatMap(({ status, customer }) =>
    status === 'EFFECTIVE' ? (standing.get(customer.id) ?? []) : [],
  );
  const ended = await endRatings(
    tx,
    batch,
    replaced.map(({ id }) => id),
  );
  await insertRatings(tx, batch, rows);
  return rated.map((each) => ({ ...each, ended: ended.get(each.customer.id) ?? [] }));
}

/** Each customer has one rating in force at most. */
async function endRatings(
  tx: Tx,
  { institutionId, today }: Batch,
  ids: readonly string[],
): Promise<ReadonlyMap<string, FactObject[]>> {
  if (ids.length === 0) return new Map();
  const rows = await tx
    .updateTable('rating')
    .set({ valid_to: today })
    .where('institution_id', '=', institutionId)
    .where(sql<boolean>`id = any(${ids}::uuid[])`)
    .returning(['id', 'customer_id', 'version'])
    .execute();
  return new Map(
    rows.map(({ id, customer_id, version }) => [customer_id, [{ id, type: 'Rating', version }]]),
  );
}

/** One statement for the chunk, whose text is the same for every chunk. */
async function insertRatings(tx: Tx, batch: Batch, rows: JsonRows): Promise<void> {
  await sql`insert into rating (institution_id, id, customer_id, scorecard_id, area_code, inputs,
      input_sources, items, lines, findings, outcome, status, score, grade, credit_line_fen, ceiling_fen,
      valid_from, valid_to, rated_by, panel_id)
    select ${batch.institutionId}::uuid, id, customer_id, ${batch.scorecardId}::uuid, area_code,
      inputs, input_sources, items, lines, findings, outcome, status, score, grade, credit_line_fen, ceiling_fen,
      ${batch.today}::date, ${expiryOf(batch.today)}::date, ${batch.personId}::uuid,
      panel_id
    from jsonb_to_recordset(${rows.value()}::jsonb) as each (id uuid, customer_id uuid, panel_id uuid,
      area_code text, inputs jsonb, input_sources jsonb, items jsonb, lines jsonb, findings jsonb, outcome text,
      status text, score numeric, grade text, credit_line_fen bigint, ceiling_fen bigint)`.execute(
    tx,
  );
}
