import { z } from 'zod';
import { type Context, command, type FactObject } from '../../../kernel/commands/command.ts';
import { id, json, ref } from '../../../kernel/commands/input.ts';
import type { Tx } from '../../../kernel/db/index.ts';
import { Refusal, refuse } from '../../../kernel/errors.ts';
import { type NotRated, rateFiles } from '../batch.ts';
import { cardInForce } from '../cards.ts';
import { type ListedFile, listedFiles } from '../files.ts';
import { mustLeavePanels, readInputs } from '../given-inputs.ts';
import { emitRated } from '../rated-fact.ts';
import type { Answers } from '../rules.ts';
import type { Scorecard } from '../scorecard.ts';

const MOST_LISTED = 500;

const listed = z.object({
  customerId: id('Customer'),
  inputs: json().optional().describe('Answers the file does not give, by input code. 补充输入'),
});
type Listed = z.output<typeof listed>;

const outcome = z.object({
  customer: ref('Customer'),
  rating: ref('Rating').nullable(),
  status: z.string().nullable().describe('Whether the rating counts at once. 评级状态'),
  code: z.string().nullable().describe('Why there is no new rating. 未评级原因'),
  about: z.array(z.string()).describe('Inputs it is about. 涉及输入'),
});
type Outcome = z.input<typeof outcome>;

export const rateListed = command({
  name: 'rating.rate-listed',
  permission: 'rating.rate',
  governedBy: 'rating.rate',
  scope: 'references',
  title: { en: 'Rate listed customers', zh: '按名单评级' },
  description: {
    en: 'Up to 500 customers of any kind, each with answers of its own, as `rating.rate` would rate them; one that is refused leaves the others. Who has a rating by the same edition from the very same answers keeps it (`rating.unchanged`), so that a list may come twice.',
    zh: '一次至多 500 户，可各附补充输入，结果与逐户评级相同，个别被拒不影响其余。同版次、同输入已有评级的不再重复评级（rating.unchanged），名单可重复提交。',
  },
  input: z.object({
    scorecardId: id('Scorecard').optional().describe('For all; else the one in force. 评分表'),
    customers: z.array(listed).min(1).max(MOST_LISTED),
  }),
  result: z.object({ outcomes: z.array(outcome) }),
  acts: ['rating.rated', 'rating.batch-rated'],
  errors: ['rating.listed_twice', 'profile.form_missing'],
  async handler(tx, { scorecardId, customers }, context) {
    const { institutionId } = context.actor;
    const given = byCustomer(customers);
    const files = await listedFiles(tx, institutionId, [...given.keys()]);
    const found = new Map<string, Outcome>();
    const cards: FactObject[] = [];
    for (const [customerKind, ofKind] of Map.groupBy(files, ({ kind }) => kind)) {
      const list = { customerKind, scorecardId, files: ofKind, given };
      const { card, outcomes } = await rateKind(tx, list, context);
      if (card) cards.push({ type: 'Scorecard', id: card });
      for (const each of outcomes) found.set(each.customer, each);
    }
    const outcomes = customers.flatMap(({ customerId }) => found.get(customerId) ?? []);
    context.emit('rating.batch-rated', cards, countsOf(outcomes));
    return { outcomes };
  },
});

function countsOf(outcomes: readonly Outcome[]) {
  const many = (is: (outcome: Outcome) => boolean): number => outcomes.filter(is).length;
  const rated = many(({ status }) => status === 'EFFECTIVE');
  const awaiting = many(({ status }) => status === 'AWAITING_DECISION');
  const upToDate = many(({ code }) => code === UNCHANGED);
  const notRated = outcomes.length - rated - awaiting - upToDate;
  return { listed: outcomes.length, rated, awaiting, upToDate, notRated };
}

type Given = ReadonlyMap<string, Listed['inputs']>;

function byCustomer(customers: readonly Listed[]): Given {
  const given = new Map<string, Listed['inputs']>();
  for (const [index, { customerId, inputs }] of customers.entries()) {
    const path = ['customers', index, 'customerId'];
    if (given.has(customerId)) throw refuse('rating.listed_twice', { path });
    given.set(customerId, inputs);
  }
  return given;
}

type List = {
  customerKind: string;
  scorecardId: string | undefined;
  files: readonly ListedFile[];
  given: Given;
};

type Setting = Pick<Context, 'actor' | 'emit' | 'today'>;
type RatedKind = { card: string | null; outcomes: Outcome[] };

/** One kind of customer has one card. */
async function rateKind(tx: Tx, list: List, { actor, emit, today }: Setting): Promise<RatedKind> {
  const { institutionId, personId } = actor;
  const { customerKind, scorecardId, files, given } = list;
  const wanted = { institutionId, customerKind, today, scorecardId };
  const found = await unlessRefused(() => cardInForce(tx, wanted));
  if (found instanceof Refusal) {
    return { card: null, outcomes: files.map(({ id: each }) => notRated(refusedFor(each, found))) };
  }
  const { fit, own, unfit } = readable(found.card, files, given);
  const batch = { institutionId, personId, today, card: found.card, given: {}, own };
  const done = await rateFiles(tx, { ...batch, leave: 'SAME', scorecardId: found.id }, fit);
  for (const rated of done.rated) emitRated(emit, rated, found.id);
  const unchanged = done.upToDate.map((customer) => ({ customer, code: UNCHANGED, about: [] }));
  const outcomes = [
    ...[...unfit, ...done.notRated, ...unchanged].map(notRated),
    ...done.rated.map(({ id: rating, customer, status }) => {
      return { customer: customer.id, rating, status, code: null, about: [] };
    }),
  ];
  return { card: found.id, outcomes };
}

const UNCHANGED = 'rating.unchanged';

const notRated = ({ customer, code, about }: NotRated): Outcome => {
  return { customer, rating: null, status: null, code, about: [...about] };
};

const refusedFor = (customer: string, { code, path }: Refusal): NotRated => {
  const last = path.at(-1);
  return { customer, code, about: last === undefined ? [] : [String(last)] };
};

async function unlessRefused<T>(ask: () => Promise<T> | T): Promise<T | Refusal> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

/** Files that may be rated and their answers, as far as both can be told without the card's rules. */
function readable(card: Scorecard, files: readonly ListedFile[], given: Given) {
  const fit: ListedFile[] = [];
  const own = new Map<string, Answers>();
  const unfit: NotRated[] = [];
  for (const file of files) {
    try {
      if (file.status !== 'ACTIVE') throw refuse('customer.not_active');
      const answers = readInputs(given.get(file.id));
      mustLeavePanels(card, answers);
      own.set(file.id, answers);
      fit.push(file);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      unfit.push(refusedFor(file.id, error));
    }
  }
  return { fit, own, unfit };
}
