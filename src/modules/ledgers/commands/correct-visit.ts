import { z } from 'zod';
import { command } from '../../../kernel/commands/command.ts';
import { newKey, ref } from '../../../kernel/commands/input.ts';
import { refuse } from '../../../kernel/errors.ts';
import { newId } from '../../../kernel/ids.ts';
import { activeCustomer } from '../customer-row.ts';
import { sealNote } from '../notes.ts';
import { checkColleague, visitColumns, visitErrors, visitInput } from '../visit-input.ts';

export const correctVisit = command({
  name: 'visit.correct',
  permission: 'visit.record',
  scope: 'references',
  title: { en: 'Correct a visit', zh: '更正走访记录' },
  description: {
    en: 'Says the whole visit again, rightly. The first record stays, marked as corrected; whose visit it was stays too.',
    zh: '重新完整登记该次走访。原记录保留并标记为已更正，走访人不变。',
  },
  on: { noun: 'Visit', table: 'visit' },
  input: z.object({ key: newKey().optional(), ...visitInput }),
  result: z.object({ visit: ref('Visit'), corrected: ref('Visit') }),
  acts: ['visit.corrected'],
  errors: ['customer.not_active', 'visit.id_taken', 'visit.corrected', ...visitErrors],
  async handler(tx, { key, ...given }, { actor, emit, now, target, vault }) {
    const { institutionId, personId } = actor;
    if (target.status !== 'RECORDED') throw refuse('visit.corrected');
    const customerId = target.customer_id;
    const customer = await activeCustomer(tx, { institutionId, customerId });
    const columns = visitColumns(given, { now, customer });
    await checkColleague(tx, { institutionId, personId: given.secondVisitorId });
    const visit = key ?? newId();
    const place = { subjectId: customerId, table: 'visit', column: 'note_cipher', rowId: visit };
    await tx
      .insertInto('visit')
      .values({
        institution_id: institutionId,
        id: visit,
        customer_id: customerId,
        corrects_id: target.id,
        visitor_id: target.visitor_id,
        recorded_by: personId,
        ...columns,
        note_cipher: await sealNote({ tx, institutionId, vault }, place, given.note),
      })
      .execute();
    const { version } = await tx
      .updateTable('visit')
      .set({ status: 'CORRECTED' })
      .where('institution_id', '=', institutionId)
      .where('id', '=', target.id)
      .returning('version')
      .executeTakeFirstOrThrow();
    const objects = [
      { type: 'Visit', id: target.id, version },
      { type: 'Visit', id: visit, version: 1 },
      { type: 'Customer', id: customerId },
    ];
    emit('visit.corrected', objects, { fields: changed(target, columns) });
    return { visit, corrected: target.id };
  },
});

/** Which columns differ: their names say what was wrong, their values stay in the rows. */
function changed(before: Readonly<Record<string, unknown>>, after: object): string[] {
  const plain = (value: unknown): string =>
    JSON.stringify(typeof value === 'string' && value.startsWith('[') ? JSON.parse(value) : value);
  return Object.entries(after)
    .filter(([column, value]) => plain(before[column]) !== plain(value))
    .map(([column]) => column)
    .toSorted();
}
