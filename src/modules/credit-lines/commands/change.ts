import { sql } from 'kysely';
import { z } from 'zod';
import { CreditLineTrigger } from '../../../generated/enums.ts';
import { command } from '../../../kernel/commands/command.ts';
import { enumeration, money, ref } from '../../../kernel/commands/input.ts';
import type { Tx } from '../../../kernel/db/index.ts';
import { refuse } from '../../../kernel/errors.ts';
import { lockCustomer } from '../customer-lock.ts';
import { changeLine, type LineRow, nextState, onLine, suspendedBySql } from '../stored.ts';

const result = z.object({ creditLine: ref('CreditLine') });

export const suspendLine = command({
  name: 'credit-line.suspend',
  permission: 'credit-line.manage',
  scope: 'references',
  title: { en: 'Suspend a credit line', zh: '暂停授信额度' },
  description: {
    en: 'Nothing may be drawn on it until it is resumed; what has been lent stays as it is.',
    zh: '暂停后不得用信，恢复前有效；已发放贷款不受影响。',
  },
  on: onLine,
  input: z.object({ trigger: enumeration('CreditLineTrigger', CreditLineTrigger) }),
  result,
  acts: ['credit-line.suspended'],
  reasonRequired: true,
  errors: ['credit-line.over', 'credit-line.not_active'],
  async handler(tx, { trigger }, { actor, emit, reason, target, today }) {
    const status = nextState(target, 'suspend', today);
    const state = {
      ...asItStands(target),
      status,
      cause: trigger,
      reason,
      setBy: actor.personId,
      today,
    };
    emit('credit-line.suspended', await changeLine(tx, target, { state }), { trigger });
    return { creditLine: target.id };
  },
});

export const resumeLine = command({
  name: 'credit-line.resume',
  permission: 'credit-line.manage',
  scope: 'references',
  title: { en: 'Resume a credit line', zh: '恢复授信额度' },
  description: {
    en: 'By another person than the one who suspended it, once what led to it is gone.',
    zh: '暂停事由消除后，由暂停人以外的人员恢复。',
  },
  on: onLine,
  input: z.object({}),
  result,
  acts: ['credit-line.resumed'],
  reasonRequired: true,
  errors: [
    'credit-line.over',
    'credit-line.not_suspended',
    'credit-line.same_person',
    'credit-line.blacklisted',
  ],
  async handler(tx, _input, { actor, emit, reason, target, today }) {
    const status = nextState(target, 'resume', today);
    await mustBeClear(tx, target);
    if ((await suspendedBy(tx, target)) === actor.personId) {
      throw refuse('credit-line.same_person');
    }
    const state = {
      ...asItStands(target),
      status,
      cause: 'RESUMED' as const,
      reason,
      setBy: actor.personId,
      today,
    };
    emit('credit-line.resumed', await changeLine(tx, target, { state }));
    return { creditLine: target.id };
  },
});

export const reduceLine = command({
  name: 'credit-line.reduce',
  permission: 'credit-line.manage',
  scope: 'references',
  title: { en: 'Reduce a credit line', zh: '调减授信额度' },
  description: {
    en: 'To a lower amount; what has been lent above it stays as it is and is not lent again.',
    zh: '调低额度；已用信超出部分不受影响，收回后不再发放。',
  },
  on: onLine,
  input: z.object({ amount: money() }),
  result,
  acts: ['credit-line.reduced'],
  reasonRequired: true,
  errors: ['credit-line.over', 'credit-line.not_active', 'credit-line.not_less'],
  async handler(tx, { amount }, { actor, emit, reason, target, today }) {
    const status = nextState(target, 'reduce', today);
    if (amount <= 0n || amount >= target.amount_fen) {
      throw refuse('credit-line.not_less', { path: ['amount'] });
    }
    const state = {
      ...asItStands(target),
      status,
      amountFen: amount,
      cause: 'REDUCED' as const,
      reason,
      setBy: actor.personId,
      today,
    };
    emit('credit-line.reduced', await changeLine(tx, target, { state }), {
      fromFen: target.amount_fen.toString(),
      toFen: amount.toString(),
    });
    return { creditLine: target.id };
  },
});

export const closeLine = command({
  name: 'credit-line.close',
  permission: 'credit-line.manage',
  scope: 'references',
  title: { en: 'Close a credit line', zh: '终止授信额度' },
  description: {
    en: 'For good, as of today; another may be granted later.',
    zh: '自当日起终止；以后可另行核定。',
  },
  on: onLine,
  input: z.object({}),
  result,
  acts: ['credit-line.closed'],
  reasonRequired: true,
  errors: ['credit-line.over', 'credit-line.not_active'],
  async handler(tx, _input, { actor, emit, reason, target, today }) {
    const status = nextState(target, 'close', today);
    const state = {
      ...asItStands(target),
      status,
      cause: 'CLOSED' as const,
      reason,
      setBy: actor.personId,
      today,
    };
    const columns = { valid_to: today };
    emit('credit-line.closed', await changeLine(tx, target, { state, columns }));
    return { creditLine: target.id };
  },
});

const asItStands = ({ amount_fen, rating_id }: LineRow) => ({
  amountFen: amount_fen,
  ratingId: rating_id,
});

async function mustBeClear(tx: Tx, { institution_id, customer_id }: LineRow): Promise<void> {
  const key = { institutionId: institution_id, customerId: customer_id };
  const { screening } = await lockCustomer(tx, key);
  if (screening === 'BLACK') throw refuse('credit-line.blacklisted');
}

async function suspendedBy(tx: Tx, line: LineRow): Promise<string | null> {
  const { rows } = await sql<{ person: string | null }>`
    select ${suspendedBySql(line.institution_id, sql`${line.id}`)} as person`.execute(tx);
  return rows[0]?.person ?? null;
}
