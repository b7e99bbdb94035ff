import { z } from 'zod';
import { command } from '../../../kernel/commands/command.ts';
import { id, newKey, ref } from '../../../kernel/commands/input.ts';
import { newId } from '../../../kernel/ids.ts';
import { activeCustomer } from '../customer-row.ts';
import { sealNote } from '../notes.ts';
import { checkColleague, visitColumns, visitErrors, visitInput } from '../visit-input.ts';

export const recordVisit = command({
  name: 'visit.record',
  permission: 'visit.record',
  scope: 'references',
  title: { en: 'Record a visit', zh: '登记走访' },
  description: {
    en: 'A visit you made: how, what for, what came of it, stamped with its place. First visits and visits for the file are made by two people at the door. `key` is for clients that work offline.',
    zh: '登记本人的走访：方式、目的、结果及定位。上门初访和完善资料须双人进行。key 供离线客户端自定标识。',
  },
  input: z.object({ key: newKey().optional(), customerId: id('Customer'), ...visitInput }),
  result: z.object({ visit: ref('Visit') }),
  acts: ['visit.recorded'],
  errors: ['customer.not_active', 'visit.id_taken', ...visitErrors],
  async handler(tx, { key, customerId, ...given }, { actor, emit, now, vault }) {
    const { institutionId, personId } = actor;
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
        visitor_id: personId,
        recorded_by: personId,
        ...columns,
        note_cipher: await sealNote({ tx, institutionId, vault }, place, given.note),
      })
      .execute();
    const objects = [
      { type: 'Visit', id: visit, version: 1 },
      { type: 'Customer', id: customerId },
    ];
    emit('visit.recorded', objects, {
      way: given.way,
      purpose: given.purpose,
      result: given.result,
      source: given.source,
      visitedAt: columns.visited_at.toISOString(),
      nextOn: columns.next_on,
      secondVisitor: columns.second_visitor_id,
      distanceMetres: columns.distance_metres,
      farAway: columns.far_away,
      photos: given.photos.map(({ hash }) => hash),
    });
    return { visit };
  },
});
