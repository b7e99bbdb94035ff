import { z } from 'zod';
import {
  CollectionContactKind,
  CollectionParty,
  CollectionResult,
  type CollectionStage,
} from '../../../generated/enums.ts';
import { civilDate } from '../../../kernel/clock.ts';
import { command } from '../../../kernel/commands/command.ts';
import {
  classed,
  date,
  enumeration,
  id,
  instant,
  money,
  pattern,
  ref,
  text,
} from '../../../kernel/commands/input.ts';
import type { Tx } from '../../../kernel/db/index.ts';
import { refuse } from '../../../kernel/errors.ts';
import { yuanOf } from '../../../kernel/money.ts';
import {
  collectionRulesOn,
  interruptsLimitation,
  isIrregular,
  limitationOn,
  nextActionOn,
} from '../collection-rules.ts';
import {
  type CaseRow,
  changeCase,
  contactsOn,
  mayOnCase,
  onCase,
  recordAction,
  recordPromise,
} from '../stored-cases.ts';

const MOST_NOTE = 2_000;
const CHINA_HOURS = 8;
const HOURS_A_DAY = 24;

const input = z.object({
  kind: enumeration('CollectionContactKind', CollectionContactKind),
  party: enumeration('CollectionParty', CollectionParty),
  result: enumeration('CollectionResult', CollectionResult),
  takenAt: instant(),
  visitId: id('Visit').optional(),
  letterNumber: pattern(/^[A-Z0-9-]{1,32}$/, 32).optional(),
  evidenceSha256: pattern(/^[0-9a-f]{64}$/, 64).optional(),
  promisedAmount: money().optional(),
  promisedOn: date().optional(),
  note: classed('C2', text(MOST_NOTE)).optional(),
});
type Given = z.output<typeof input>;

export const actOnCase = command({
  name: 'collection-case.act',
  permission: 'collection-case.act',
  scope: 'references',
  title: { en: 'Record what was done about a delay', zh: '登记催收记录' },
  description: {
    en: 'A call, message, visit or letter, to whom, and what came of it; a promise says how much and by when. What lies outside the hours or numbers the rules allow is recorded and marked. The day of the next action follows from the stage, or from the promise.',
    zh: '登记电话、短信、上门或函件催收的对象和结果；承诺还款须写明金额和日期。超出规定时段或次数的照实登记并标记。下次催收日按阶段或承诺日确定。',
  },
  on: onCase,
  input,
  result: z.object({ collectionCase: ref('CollectionCase') }),
  acts: ['collection-case.acted'],
  errors: [
    'collection-case.closed',
    'collection-case.time',
    'collection-case.visit_required',
    'collection-case.other_customer',
    'collection-case.letter_required',
    'collection-case.letter_taken',
    'collection-case.promise_required',
    'collection-case.promise_date',
  ],
  async handler(tx, given, { actor, emit, target, now, today }) {
    mayOnCase(target, 'act', { actor, today });
    const takenAt = new Date(given.takenAt);
    const day = civilDate(takenAt);
    if (takenAt > now || day < target.overdue_since) {
      throw refuse('collection-case.time', { path: ['takenAt'] });
    }
    checkShape(given, day);
    await checkVisit(tx, given, target);
    const rules = collectionRulesOn(day);
    const irregular = isIrregular(rules, {
      ...given,
      hour: (takenAt.getUTCHours() + CHINA_HOURS) % HOURS_A_DAY,
      before: await contactsOn(tx, target, day),
    });
    const actionId = await recordAction(tx, target, {
      ...columnsOf(given),
      taken_at: takenAt,
      taken_by: actor.personId,
      irregular,
    });
    const promise = promiseOf(given);
    if (promise) await recordPromise(tx, target, { actionId, madeOn: day, ...promise });
    const stage = target.stage as CollectionStage;
    const nextOn = nextActionOn(rules, { stage, on: day, promisedOn: promise?.dueOn ?? null });
    const limitation = limitationOn(rules, day);
    const renews = interruptsLimitation(rules, given) && limitation > target.limitation_on;
    const objects = await changeCase(tx, target, {
      last_action_on: later(target.last_action_on, day),
      next_action_on: nextOn,
      ...(renews ? { limitation_on: limitation } : {}),
    });
    emit('collection-case.acted', objects, {
      kind: given.kind,
      party: given.party,
      result: given.result,
      stage,
      irregular,
      promised: promise && { amount: yuanOf(promise.amountFen), dueOn: promise.dueOn },
      nextActionOn: nextOn,
    });
    return { collectionCase: target.id };
  },
});

const later = (a: string | null, b: string): string => (a !== null && a > b ? a : b);

const columnsOf = (given: Given) => ({
  kind: given.kind,
  party: given.party,
  result: given.result,
  visit_id: given.visitId ?? null,
  letter_number: given.letterNumber ?? null,
  evidence_sha256: given.evidenceSha256 ?? null,
  note: given.note ?? null,
});

const promiseOf = ({ promisedAmount, promisedOn }: Given) =>
  promisedAmount === undefined || promisedOn === undefined
    ? null
    : { amountFen: promisedAmount, dueOn: promisedOn };

function checkShape(given: Given, day: string): void {
  const isLetter = given.kind === 'LETTER' || given.kind === 'LAWYER_LETTER';
  if (isLetter !== (given.letterNumber !== undefined)) {
    throw refuse('collection-case.letter_required', { path: ['letterNumber'] });
  }
  if (isLetter && given.evidenceSha256 === undefined) {
    throw refuse('collection-case.letter_required', { path: ['evidenceSha256'] });
  }
  if ((given.kind === 'VISIT') !== (given.visitId !== undefined)) {
    throw refuse('collection-case.visit_required', { path: ['visitId'] });
  }
  for (const name of ['promisedAmount', 'promisedOn'] as const) {
    if ((given.result === 'PROMISED') !== (given[name] !== undefined)) {
      throw refuse('collection-case.promise_required', { path: [name] });
    }
  }
  if (given.promisedAmount === 0n) {
    throw refuse('collection-case.promise_required', { path: ['promisedAmount'] });
  }
  if (given.promisedOn !== undefined && given.promisedOn < day) {
    throw refuse('collection-case.promise_date', { path: ['promisedOn'] });
  }
}

async function checkVisit(tx: Tx, { visitId }: Given, held: CaseRow): Promise<void> {
  if (visitId === undefined) return;
  const visit = await tx
    .selectFrom('visit')
    .innerJoin('loan', (join) =>
      join
        .onRef('loan.institution_id', '=', 'visit.institution_id')
        .onRef('loan.customer_id', '=', 'visit.customer_id'),
    )
    .select('visit.id')
    .where('visit.institution_id', '=', held.institution_id)
    .where('visit.id', '=', visitId)
    .where('visit.status', '=', 'RECORDED')
    .where('loan.id', '=', held.loan_id)
    .executeTakeFirst();
  if (!visit) throw refuse('collection-case.other_customer', { path: ['visitId'] });
}
