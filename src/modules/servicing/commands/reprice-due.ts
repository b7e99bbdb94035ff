import { z } from 'zod';
import { type Context, command, type FactObject } from '../../../kernel/commands/command.ts';
import { id, ref } from '../../../kernel/commands/input.ts';
import { sparing } from '../../../kernel/commands/sparing.ts';
import type { Tx } from '../../../kernel/db/index.ts';
import type { Job } from '../../../kernel/jobs/job.ts';
import { productEdition } from '../../products/index.ts';
import { loanObjects } from '../loan-objects.ts';
import { recordFact } from '../record.ts';
import { type DueLoan, repriced, repricingDue } from '../repricing.ts';

/** Loans taken in one run; the next run takes the rest. */
const MOST_LOANS = 100;

export const repriceDue = command({
  name: 'loan.reprice-due',
  permission: 'loan.reprice-due',
  scope: 'institution',
  title: { en: 'Let floating rates follow the prime rate', zh: '浮动利率重定价' },
  description: {
    en: 'On the day its product says, the rate of a floating loan becomes the prime rate in force that day and its spread, within floor and cap; later instalments are laid out anew. Once for each such day; a loan whose rate cannot follow is set aside and tried again. Runs daily.',
    zh: '在产品约定的重定价日，浮动利率贷款按当日有效 LPR 加点重新确定利率，受上下限约束，以后各期重新计算；每个重定价日一次；无法重定价的单笔贷款予以挂起、次日再试。每日执行。',
  },
  input: z.object({ after: id('Loan').optional().describe('Goes on after this one. 续接位置') }),
  result: z.object({
    repriced: z.number().int(),
    setAside: z.number().int().describe('Could not follow; tried again tomorrow. 挂起笔数'),
    last: ref('Loan').optional(),
    remaining: z.boolean(),
  }),
  acts: ['loan.rate-changed', 'loan.repricing-set-aside', 'loan.rates-followed'],
  errors: ['loan.prime_rate_missing'],
  async handler(tx, { after }, context) {
    const { actor, emit, today } = context;
    const wanted = { institutionId: actor.institutionId, today, most: MOST_LOANS, after };
    const due = new Map((await repricingDue(tx, wanted)).map((loan) => [loan.id, loan]));
    const { values, failed } = await sparing(tx, [...due.keys()], async (some) => {
      const facts: Changed[] = [];
      for (const each of some) facts.push(...(await follow(tx, due.get(each), context)));
      return facts;
    });
    for (const { objects, data } of values.flat()) emit('loan.rate-changed', objects, data);
    for (const { id: key } of failed) emit('loan.repricing-set-aside', [{ type: 'Loan', id: key }]);
    const counts = { repriced: due.size - failed.length, setAside: failed.length };
    emit('loan.rates-followed', [], counts);
    const last = [...due.keys()].at(-1);
    return { ...counts, ...(last ? { last } : {}), remaining: due.size === MOST_LOANS };
  },
});

type Changed = { objects: FactObject[]; data: Record<string, unknown> };

/** The rate of one loan follows; what is then to be told of it. */
async function follow(
  tx: Tx,
  due: DueLoan | undefined,
  context: Omit<Context, 'target'>,
): Promise<Changed[]> {
  if (!due) return [];
  const { repricing_day: day, ...loan } = due;
  const key = { institutionId: loan.institution_id, id: loan.product_id ?? '' };
  const product = await productEdition(tx, key);
  if (!product) throw new Error(`loan ${loan.code} has no product edition`);
  const annualRate = await repriced(tx, { product, loan, day });
  const reference = `${loan.code}-${day}`;
  const { actor, now, today } = context;
  const recorded = await recordFact(
    tx,
    { target: loan, actor, now, today },
    { kind: 'RATE_CHANGED', reference, occurredOn: day, annualRatePercent: annualRate },
  );
  const data = { reference, occurredOn: day, annualRate };
  return [{ objects: loanObjects(loan, recorded.version), data }];
}

const MAX_RUNS = 20_000;

/** Lets all rates follow that are to follow today. */
export const repriceDaily: Job = {
  name: 'loan.reprice-due',
  title: { en: 'Let floating rates follow the prime rate', zh: '浮动利率重定价' },
  cron: '40 0 * * *',
  kinds: ['BANK'],
  commands: ['loan.reprice-due'],
  async run({ perform, signal }) {
    const total = { repriced: 0, setAside: 0 };
    let after: unknown;
    for (let part = 1; part <= MAX_RUNS; part += 1) {
      signal.throwIfAborted();
      const done = await perform('loan.reprice-due', after ? { after } : {}, String(part));
      total.repriced += Number(done.repriced);
      total.setAside += Number(done.setAside);
      after = done.last;
      if (!done.remaining) break;
    }
    return total;
  },
};
