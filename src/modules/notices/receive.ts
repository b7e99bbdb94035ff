/** Taking an objection down: the same whether an officer does it or the public sends it. */
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { ObjectionGround } from '../../generated/enums.ts';
import type { Context, FactObject } from '../../kernel/commands/command.ts';
import { enumeration, text } from '../../kernel/commands/input.ts';
import type { Tx } from '../../kernel/db/index.ts';
import { refuse } from '../../kernel/errors.ts';
import { newId } from '../../kernel/ids.ts';
import { institutionCalendar } from '../calendar/index.ts';
import { daysLeft, lastDayOf } from './entry-clock.ts';
import { clockOf, type EntryRow, nextState, saveEntry } from './stored.ts';

const LONGEST_TEXT = 1_000;
const LONGEST_CONTACT = 64;

/** What an objection says. Whoever sends it may stay unknown. */
export const objectionInput = {
  ground: enumeration('ObjectionGround', ObjectionGround),
  text: text(LONGEST_TEXT).describe('What is wrong, in the objector’s words. 异议内容'),
  contact: text(LONGEST_CONTACT)
    .optional()
    .describe('How the bank may reach the objector. 联系方式（可不填）'),
};

const objection = z.object(objectionInput);
export type Objection = z.output<typeof objection>;

type Receiving = Pick<Context, 'actor' | 'today' | 'vault'> & {
  target: EntryRow;
  /** The officer who takes it down; null for the public. */
  recordedBy: string | null;
};

export type Received = { id: string; receipt: string; objects: FactObject[] };

/** Stores an objection and stops the entry's clock. The entry is locked. */
export async function receiveObjection(
  tx: Tx,
  given: Objection,
  { actor, target, today, vault, recordedBy }: Receiving,
): Promise<Received> {
  const stopped = await stopClock(tx, target, today);
  const id = newId();
  const receipt = newReceipt();
  const { institutionId } = actor;
  const seal = (column: string, clear: string) =>
    vault.seal(
      tx,
      institutionId,
      { subjectId: id, table: 'notice_objection', column, rowId: id },
      clear,
    );
  const text_cipher = await seal('text_cipher', given.text);
  const contact_cipher = given.contact ? await seal('contact_cipher', given.contact) : null;
  await tx
    .insertInto('notice_objection')
    .values({
      institution_id: institutionId,
      id,
      notice_entry_id: target.id,
      receipt,
      ground: given.ground,
      text_cipher,
      contact_cipher,
      received_on: today,
      recorded_by: recordedBy,
    })
    .execute();
  const entry = await saveEntry(tx, target, stopped);
  const objects = [
    { type: 'NoticeObjection', id, version: 1 },
    entry,
    { type: 'Customer', id: target.customer_id },
  ];
  return { id, receipt, objects };
}

/** The entry's change: its clock stands still with what is left; a stopped one stays stopped. */
async function stopClock(tx: Tx, entry: EntryRow, today: string) {
  const status = nextState(entry, 'objected');
  const clock = clockOf(entry);
  if (!clock) return { status };
  const calendar = await institutionCalendar(tx, entry.institution_id);
  if (lastDayOf(calendar, clock).date < today) throw refuse('notice.period_over');
  const running_days = daysLeft(calendar, clock, today);
  return { status, running_from: null, closes_on: null, running_days };
}

/** Crockford's base 32: no letter that reads like a digit. */
const RECEIPT_LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const RECEIPT_LENGTH = 12;

const newReceipt = (): string =>
  [...randomBytes(RECEIPT_LENGTH)].map((byte) => RECEIPT_LETTERS[byte % 32]).join('');
