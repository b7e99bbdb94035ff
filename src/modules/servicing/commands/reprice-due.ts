import { z } from 'zod';
import { type Context, command } from '../../../kernel/commands/command.ts';
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
    en: 'On the day its product says, the rate of a floating loan becomes the prime rate in force that day and its spread, within floor and cap; later instalments are laid out anew. Once for each such day; runs daily.',
    zh: '在产品约定的重定价日，浮动利率贷款按当日有效 LPR 加点重新确定利率，受上下限约束，以后各期重新计算；每个重定价日一次，每日执行。',
  },
  input: z.object({}),
  result: z.object({ repriced: z.number().int(), remaining: z.boolean() }),
  acts: ['loan.rate-changed', 'loan.rates-followed'],
  errors: ['loan.prime_rate_missing'],
  async handler(tx, _input, context) {
    const { actor, emit, today } = context;
    const wanted = { institutionId: actor.institutionId, today, most: MOST_LOANS };
    const due = await repricingDue(tx, wanted);
    for (const loan of due) await follow(tx, loan, context);
    emit('loan.rates-followed', [], { repriced: due.length });
    return { repriced: due.length, remaining: due.length === MOST_LOANS };
  },
});

async function follow(tx: Tx, due: DueLoan, context: Omit<Context, 'target'>): Promise<void> {
  const { repricing_day: day, ...loan } = due;
  const key = { institutionId: loan.institution_id, id: loan.product_id ?? '' };
  const product = await productEdition(tx, key);
  if (!product) throw new Error(`loan ${loan.code} has no product edition`);
  const annualRate = await repriced(tx, { product, loan, day });
  const reference = `${loan.code}-${day}`;
  const { actor, now, today, emit } = context;
  const recorded = await recordFact(
    tx,
    { target: loan, actor, now, today },
    { kind: 'RATE_CHANGED', reference, occurredOn: day, annualRatePercent: annualRate },
  );
  const data = { reference, occurredOn: day, annualRate };
  emit('loan.rate-changed', loanObjects(loan, recorded.version), data);
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
    let count = 0;
    for (let part = 1; part <= MAX_RUNS; part += 1) {
      signal.throwIfAborted();
      const done = await perform('loan.reprice-due', {}, String(part));
      count += Number(done.repriced);
      if (!done.remaining) break;
    }
    return { repriced: count };
  },
};
