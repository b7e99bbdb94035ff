import { z } from 'zod';
import { ProcessingPurpose } from '../../../generated/enums.ts';
import { holdsAt } from '../../../kernel/auth/actor.ts';
import { type Context, command } from '../../../kernel/commands/command.ts';
import { enumeration, json, ref } from '../../../kernel/commands/input.ts';
import type { Tx } from '../../../kernel/db/index.ts';
import { refuse } from '../../../kernel/errors.ts';
import { type CustomerRow, checkPurpose, onCustomer } from '../../customers/index.ts';
import { recordDisclosure } from '../disclosures.ts';
import { requireConsent } from '../ground.ts';
import { copiedTables, type ExportedPart, exportRows, filesOf, withoutSealed } from '../held.ts';
import { watchReading } from '../reveal-watch.ts';

const GROUPS = [
  'IDENTITY',
  'CONTACT',
  'ADDRESS',
  'HOUSEHOLD',
  'FINANCES',
  'RATING',
  'LOANS',
] as const;

export const exportPerson = command({
  name: 'privacy.export',
  permission: 'privacy.export',
  scope: 'references',
  title: { en: 'Export all that is held on a customer', zh: '导出个人信息' },
  description: {
    en: 'One document with everything held on the customer and the members, files merged into this one included: file, consents, disclosures, ratings, loans and the rest. Names and numbers are masked unless `clear` is asked for by somebody who may reveal; clear values count against the limits of reading. On record and in the list of disclosures.',
    zh: '导出就该客户及其成员保存的全部信息（含并入本档案的档案）：档案、授权、披露记录、评级、贷款等。默认掩码；具有查看明文权限者可要求明文（clear），并计入查看限额。导出行为留痕并列入披露记录。',
  },
  on: onCustomer,
  input: z.object({
    purpose: enumeration('ProcessingPurpose', ProcessingPurpose),
    clear: z.boolean().default(false).describe('Without masks. 是否导出明文'),
    toSubject: z.boolean().default(false).describe('Handed to the person concerned. 是否交付本人'),
  }),
  result: z.object({ customer: ref('Customer'), document: json() }),
  acts: ['privacy.exported', 'privacy.reveal-alert'],
  reasonRequired: true,
  repeatable: true,
  errors: [
    'privacy.purpose_unfit',
    'privacy.consent_required',
    'privacy.restricted',
    'privacy.recipient_unfit',
    'privacy.reveal_blocked',
  ],
  async handler(tx, { purpose, clear, toSubject }, context) {
    const { actor, emit, target, today, now } = context;
    const reveals = holdsAt(actor, 'customer.reveal', target.territory_code);
    if (clear && !reveals) throw refuse('auth.forbidden');
    checkPurpose({ actor, purpose, today });
    const { institutionId, personId } = actor;
    const key = { institutionId, customerId: target.id };
    const ground = await requireConsent(tx, { ...key, purpose, today });
    const files = await filesOf(tx, key);
    const document: Record<string, unknown> = {};
    const counted = { values: 0 };
    const truncated: string[] = [];
    for (const held of copiedTables()) {
      const part = await exportRows(tx, held, { institutionId, files });
      document[held.part] = await opened(tx, part, { context, clear, counted });
      if (part.more) truncated.push(held.part);
    }
    const { values } = counted;
    const disclosed = { ...key, personId, purpose, values, now, items: GROUPS };
    const recipient = toSubject ? { kind: 'SUBJECT' as const, code: '' } : undefined;
    const objects = [{ type: 'Customer', id: target.id, version: target.version }];
    emit('privacy.exported', objects, { clear, toSubject, values, truncated }, purpose);
    await watchReading(tx, { actor, values, now, today, emit });
    await recordDisclosure(tx, { ...disclosed, ...ground, act: 'EXPORT', recipient });
    const frame = { exportedAt: now.toISOString(), purpose, clear, truncated };
    return { customer: target.id, document: { ...frame, ...document } };
  },
});

type Opening = { context: Context<CustomerRow>; clear: boolean; counted: { values: number } };

/** Rows without their seals, or with what is in them. */
async function opened(tx: Tx, { held, rows }: ExportedPart, { context, clear, counted }: Opening) {
  const { actor, vault } = context;
  const { sealed, table } = held;
  const documents: Record<string, unknown>[] = [];
  for (const { row, subject } of rows) {
    const plain = withoutSealed(row);
    documents.push(plain);
    if (!clear || !sealed || subject === null) continue;
    for (const [column, name] of Object.entries(sealed.columns)) {
      const cipher = bytesOf(row[column]);
      if (!cipher) continue;
      const place = { subjectId: subject, table, column, rowId: String(row.id) };
      plain[name] = await vault.open(tx, actor.institutionId, place, cipher);
      counted.values += 1;
    }
  }
  return documents;
}

const HEX = '\\x';

/** A bytea as Postgres writes it into JSON; nothing where nothing is sealed any more. */
function bytesOf(value: unknown): Buffer | null {
  if (typeof value !== 'string' || !value.startsWith(HEX)) return null;
  const bytes = Buffer.from(value.slice(HEX.length), 'hex');
  return bytes.length > 0 ? bytes : null;
}
