import { z } from 'zod';
import type { CoreMismatchKind, CoreMismatchStatus } from '../../generated/enums.ts';
import { id } from '../../kernel/commands/input.ts';
import { entryOf, refuse } from '../../kernel/errors.ts';
import { read } from '../../kernel/queries/read.ts';
import { mismatchActs, mismatchAdvice, mismatchRefusal } from './mismatch-workflow.ts';

const wordsOf = (code: string) => {
  const { en, zh } = entryOf(code);
  return { en, zh };
};

const allowed = read({
  name: 'core-mismatch.allowed-actions',
  permission: 'core-report.read',
  scope: 'institution',
  title: { en: 'What is to be done about a mismatch', zh: '对账差错可执行操作' },
  input: z.object({ coreMismatchId: id('CoreMismatch') }),
  cost: 2,
  async run(db, { coreMismatchId }, { actor }) {
    const row = await db
      .selectFrom('core_mismatch')
      .select(['kind', 'status', 'report_id'])
      .where('institution_id', '=', actor.institutionId)
      .where('id', '=', coreMismatchId)
      .executeTakeFirst();
    if (!row) throw refuse('object.not_found', { path: ['coreMismatchId'] });
    const kind = row.kind as CoreMismatchKind;
    const status = row.status as CoreMismatchStatus;
    const facts = { kind, status, reported: row.report_id !== null };
    const allowedActions = mismatchActs.map((act) => {
      const code = mismatchRefusal(facts, act, actor);
      const reason = code === undefined ? null : { code, ...wordsOf(code) };
      return { action: `core-mismatch.${act}`, allowed: reason === null, reason };
    });
    const { en, zh } = mismatchAdvice[kind];
    return { coreMismatch: coreMismatchId, adviceEn: en, adviceZh: zh, allowedActions };
  },
});

export const paymentReads = [allowed];
