import { test } from 'tap';
import { newId } from '../../../src/kernel/ids.ts';
import { type TestApp, testApp } from '../../helpers/app.ts';
import { fc } from '../../helpers/property.ts';
import { HEAD, openTerritory, point } from '../customers/households.ts';
import { codeOf } from '../grids/territory.ts';

const EDITED = '2026-03-01T09:00:00+08:00';

async function openFile(app: TestApp) {
  const { west } = await openTerritory(app);
  const manager = app.as('grid.manager');
  const register = async (): Promise<string> => {
    const input = { kind: 'MERCHANT', businessName: '小满副食店', name: '周小满', gridId: west.id };
    return (await manager.command('customer.register', input)).customer;
  };
  const version = async (id: string): Promise<number> =>
    (await manager.query('query ($id: ID!) { customer(id: $id) { version } }', { id })).customer
      .version;
  return { manager, register, version };
}

type Held = { id: string; field: string; status: string; sequence: number };

test('edits without a network', async (t) => {
  const app = await testApp(t);
  const { manager, register, version } = await openFile(app);
  const edit = (id: string, device: string, more: object) =>
    manager.command('customer.revise-offline', { id, device, editedAt: EDITED, ...more });
  const conflicts = async (id: string): Promise<Held[]> =>
    (
      await manager.query(
        `query ($id: ID!) { syncConflicts(first: 20, filter: { customer: $id }) {
           nodes { id field status sequence baseVersion changedVersion } } }`,
        { id },
      )
    ).syncConflicts.nodes;
  const mask = async (id: string): Promise<string> =>
    (await manager.query('query ($id: ID!) { customer(id: $id) { mobileMask } }', { id })).customer
      .mobileMask;

  await t.test('different fields are merged, the same one waits', async (t) => {
    const id = await register();
    await manager.command('customer.revise', { id, mobile: '13800000001' });
    const late = { baseVersion: 1, sequence: 1, mobile: '13900000002', address: '柳洲村二组' };
    const answer = await edit(id, 'tablet-1', late);
    t.match(answer, { merged: ['address'], overtaken: [], conflicts: { length: 1 } });
    t.equal(await mask(id), '138****0001', 'nothing is overwritten');
    t.match(await conflicts(id), [
      { field: 'mobile', status: 'OPEN', baseVersion: 1, changedVersion: 2 },
    ]);
    t.match(
      await manager.command(
        'sync.reveal',
        { id: answer.conflicts[0], purpose: 'FILE_KEEPING' },
        { reason: '核对' },
      ),
      { field: 'mobile', proposed: { mobile: '13900000002' } },
    );
    await manager.command('sync.resolve', { id: answer.conflicts[0], resolution: 'TAKE' });
    t.equal(await mask(id), '139****0002');
    const again = { id: answer.conflicts[0], resolution: 'KEEP' };
    t.equal(await codeOf(manager, 'sync.resolve', again), 'sync.resolved');
    t.match(await conflicts(id), [{ status: 'TAKEN' }]);
    const leaves = await app.owner(
      `select from journal_entry where convert_from(leaf, 'UTF8') ~ '13900000002|柳洲村二组'`,
    );
    t.equal(leaves.length, 0);
  });

  await t.test('a device never contradicts itself, in whatever order it is heard', async (t) => {
    const id = await register();
    await edit(id, 'A', { baseVersion: 1, sequence: 7, mobile: '13800000007' });
    const early = await edit(id, 'A', { baseVersion: 1, sequence: 6, mobile: '13800000006' });
    t.match(early, { merged: [], overtaken: ['mobile'], conflicts: [] });
    t.match(await edit(id, 'A', { baseVersion: 1, sequence: 8, mobile: '13800000008' }), {
      merged: ['mobile'],
    });
    t.equal(await mask(id), '138****0008');
    await edit(id, 'B', { baseVersion: 1, sequence: 1, mobile: '13900000001' });
    await edit(id, 'B', { baseVersion: 1, sequence: 2, mobile: '13900000002' });
    t.same((await conflicts(id)).map(({ sequence, status }) => [sequence, status]).toSorted(), [
      [1, 'SUPERSEDED'],
      [2, 'OPEN'],
    ]);
    t.equal(await mask(id), '138****0008');
  });

  await t.test('what an edit must say', async (t) => {
    const id = await register();
    const code = (input: object) =>
      codeOf(manager, 'customer.revise-offline', {
        id,
        device: 'A',
        editedAt: EDITED,
        baseVersion: 1,
        sequence: 1,
        ...input,
      });
    t.equal(await code({}), 'customer.nothing_revised');
    t.equal(await code({ mobile: '13800000000', baseVersion: 2 }), 'sync.base_unknown');
    t.equal(await code({ mobile: '13800000000', baseVersion: 0 }), 'sync.base_unknown');
    t.equal(await code({ mobile: '1' }), 'customer.mobile_invalid');
    t.equal(await code({ mobile: '13800000000', device: 'a b' }), 'input.invalid');
    t.equal(await code({ mobile: '13800000000', sequence: -1 }), 'input.invalid');
    t.equal(await code({ mobile: '13800000000', editedAt: 'yesterday' }), 'input.invalid');
    const all = { name: '周大满', idNumber: HEAD, businessName: '大满', ...point(1, 1) };
    t.match(await edit(id, 'A', { baseVersion: 1, sequence: 2, ...all }), {
      merged: ['businessName', 'idNumber', 'name', 'point'],
    });
    t.equal(await version(id), 2);
  });
});

const FIELDS = ['mobile', 'address', 'businessName'] as const;
type Field = (typeof FIELDS)[number];
type Step = { who: 'A' | 'B' | 'online'; field: number } | { who: 'A' | 'B'; field: 'sync' };

const valueFor = (field: Field, n: number): string =>
  field === 'mobile' ? String(13_800_000_000 + n) : `${field} ${n}`;

type Edit = { device: 'A' | 'B'; sequence: number; baseVersion: number; field: Field; n: number };

test('no update is lost, whatever the order', async (t) => {
  const app = await testApp(t);
  const { manager, register, version } = await openFile(app);
  const send = ({ device, sequence, baseVersion, field, n }: Edit, id: string) =>
    manager.command('customer.revise-offline', {
      id,
      device,
      sequence,
      baseVersion,
      editedAt: EDITED,
      [field]: valueFor(field, n),
    });
  const current = async (id: string): Promise<Record<Field, string>> => {
    const { customer, ...clear } = await manager.command(
      'customer.reveal',
      { id, fields: ['MOBILE', 'ADDRESS'], purpose: 'FILE_KEEPING' },
      { reason: '核对' },
    );
    const found = await manager.query('query ($id: ID!) { customer(id: $id) { businessName } }', {
      id: customer,
    });
    return { ...clear, ...found.customer };
  };
  const held = (id: string) =>
    app.owner<{ field: Field; device: string; sequence: number; status: string }>(
      'select field, device, sequence, status from sync_conflict where customer_id = $1',
      [id.replace('customer_', '')],
    );

  const step: fc.Arbitrary<Step> = fc.oneof(
    fc.record({
      who: fc.constantFrom('A' as const, 'B' as const, 'online' as const),
      field: fc.nat(FIELDS.length - 1),
    }),
    fc.record({
      who: fc.constantFrom('A' as const, 'B' as const),
      field: fc.constant('sync' as const),
    }),
  );

  await t.test('two devices and people online: merged, held or overtaken', async (t) => {
    const steps = fc.array(step, { minLength: 3, maxLength: 12 });
    let n = 0;
    let kept = 0;
    const history = async (taken: readonly Step[], shuffle: readonly number[]) => {
      const id = await register();
      const base = { A: 1, B: 1 };
      const count = { A: 0, B: 0 };
      const waiting: Edit[] = [];
      /** Who set each field last, by the order things happened at the server. */
      const last: Partial<Record<Field, { by: string; n: number; version: number }>> = {};
      const arrive = async (edit: Edit) => {
        const before = last[edit.field];
        const answer = await send(edit, id);
        if (answer.merged.length > 0) {
          const foreign = before && before.by !== edit.device && before.version > edit.baseVersion;
          if (foreign) throw new Error(`overwrote ${JSON.stringify({ before, edit })}`);
          last[edit.field] = { by: edit.device, n: edit.n, version: await version(id) };
        }
        if (answer.merged.length + answer.conflicts.length + answer.overtaken.length !== 1) {
          throw new Error(`nothing became of ${JSON.stringify(edit)}`);
        }
        if (answer.overtaken.length > 0) {
          const later = sent.some(
            (each) =>
              each.device === edit.device &&
              each.field === edit.field &&
              each.sequence > edit.sequence,
          );
          if (!later) throw new Error(`overtaken by nothing: ${JSON.stringify(edit)}`);
        }
        sent.push(edit);
      };
      const sent: Edit[] = [];
      for (const [index, { who, field }] of taken.entries()) {
        n += 1;
        if (field === 'sync') {
          base[who] = await version(id);
        } else if (who === 'online') {
          const name = FIELDS[field] ?? 'mobile';
          await manager.command('customer.revise', { id, [name]: valueFor(name, n) });
          last[name] = { by: 'online', n, version: await version(id) };
        } else {
          count[who] += 1;
          const name = FIELDS[field] ?? 'mobile';
          const edit = {
            device: who,
            sequence: count[who],
            baseVersion: base[who],
            field: name,
            n,
          };
          waiting.push(edit);
        }
        // Some edit or other arrives, not always the oldest.
        const pick = shuffle[index % shuffle.length] ?? 0;
        const [edit] = pick % 2 ? waiting.splice(pick % Math.max(1, waiting.length), 1) : [];
        if (edit) await arrive(edit);
      }
      for (const edit of waiting.toReversed()) await arrive(edit);
      const now = await current(id);
      for (const field of FIELDS) {
        const wanted = last[field];
        if (wanted && now[field] !== valueFor(field, wanted.n)) {
          throw new Error(`${field} is ${now[field]}, not ${JSON.stringify(wanted)}`);
        }
      }
      const conflicts = await held(id);
      kept += conflicts.length;
      for (const { field, device, sequence, status } of conflicts) {
        const newest = sent
          .filter((each) => each.field === field && each.device === device)
          .every((each) => each.sequence <= sequence);
        if (status === 'OPEN' && !newest) throw new Error('an open conflict that was overtaken');
        if (status === 'SUPERSEDED' && newest) throw new Error('the last word was thrown away');
      }
    };
    const shuffles = fc.array(fc.nat(9), { minLength: 1, maxLength: 12 });
    await fc.assert(fc.asyncProperty(steps, shuffles, history), { numRuns: 40 });
    t.ok(kept > 0, `${kept} edits waited for a person`);
  });

  await t.test('edits that contradict nobody end the same in any order', async (t) => {
    const order = fc.shuffledSubarray([0, 1, 2, 3, 4, 5], { minLength: 6 });
    const edits: Edit[] = [
      { device: 'A', sequence: 1, baseVersion: 1, field: 'mobile', n: 1 },
      { device: 'A', sequence: 2, baseVersion: 1, field: 'mobile', n: 2 },
      { device: 'A', sequence: 3, baseVersion: 1, field: 'businessName', n: 3 },
      { device: 'B', sequence: 1, baseVersion: 1, field: 'address', n: 4 },
      { device: 'B', sequence: 2, baseVersion: 1, field: 'address', n: 5 },
      { device: 'A', sequence: 4, baseVersion: 1, field: 'mobile', n: 6 },
    ];
    const wanted = {
      mobile: valueFor('mobile', 6),
      address: valueFor('address', 5),
      businessName: valueFor('businessName', 3),
    };
    await fc.assert(
      fc.asyncProperty(order, async (places) => {
        const id = await register();
        for (const place of places) {
          const edit = edits[place];
          if (edit) await send(edit, id);
        }
        const now = await current(id);
        const wrong = FIELDS.filter((field) => now[field] !== wanted[field]);
        if (wrong.length > 0) throw new Error(JSON.stringify(now));
        if ((await held(id)).length > 0) throw new Error('a conflict with nobody');
      }),
      { numRuns: 20 },
    );
    t.pass('20 orders');
  });
});

test('what a device makes it may name before it arrives', async (t) => {
  const app = await testApp(t);
  const { west } = await openTerritory(app);
  const manager = app.as('grid.manager');
  const [key, member] = [newId(), newId()];
  const visit = {
    customerId: `customer_${key}`,
    way: 'PHONE',
    purpose: 'MAINTAIN',
    result: 'OTHER',
    source: 'TABLET',
    visitedAt: '2026-03-01T01:00:00Z',
  };
  t.equal(await codeOf(manager, 'visit.record', visit), 'object.not_found', 'not there yet');
  const file = { key, kind: 'HOUSEHOLD', name: '周小满', gridId: west.id };
  const members = [{ key: member, relationship: 'SON', name: '周一' }];
  const { customer } = await manager.command('customer.register', { ...file, members });
  t.equal(customer, `customer_${key}`);
  t.equal(await codeOf(manager, 'customer.register', file), 'customer.key_taken');
  await manager.command('visit.record', visit);
  const away = {
    customerId: customer,
    memberId: `member_${member}`,
    areaCode: '44',
    occupation: 'TRADE',
    leftOn: '2026-02-01',
  };
  await manager.command('outworker.record', away);
  const again = { id: customer, ...members[0] };
  t.equal(await codeOf(manager, 'customer.add-member', again), 'customer.key_taken');
});

test('answers of a profile, item by item', async (t) => {
  const app = await testApp(t);
  const { west } = await openTerritory(app);
  const manager = app.as('grid.manager');
  const file = { kind: 'HOUSEHOLD', name: '周小满', gridId: west.id };
  const { customer: id } = await manager.command('customer.register', file);
  const answer = (device: string, more: object) =>
    manager.command('profile.answer-offline', { id, device, editedAt: EDITED, ...more });
  const kept = async () => {
    const [row] = await app.owner<{ version: number; answers: Record<string, unknown> }>(
      'select version, answers from customer_profile where id = $1',
      [id.replace('customer_', '')],
    );
    return row;
  };
  const first = { baseVersion: (await kept())?.version ?? 0, sequence: 1 };
  await manager.command('profile.answer', { id, answers: { PEOPLE: 4 } });
  const late = await answer('A', { ...first, answers: { PEOPLE: 5, YEARS_RESIDENT: 20 } });
  t.match(late, { merged: ['profile.YEARS_RESIDENT'], overtaken: [], conflicts: { length: 1 } });
  t.match((await kept())?.answers, { PEOPLE: '4', YEARS_RESIDENT: '20' });
  const again = { ...first, sequence: 2, answers: { YEARS_RESIDENT: 21 } };
  t.match(await answer('A', again), { merged: ['profile.YEARS_RESIDENT'] });
  await manager.command('sync.resolve', { id: late.conflicts[0], resolution: 'TAKE' });
  t.match((await kept())?.answers, { PEOPLE: '5', YEARS_RESIDENT: '21' });
  const refused = (more: object) =>
    codeOf(manager, 'profile.answer-offline', {
      id,
      device: 'A',
      editedAt: EDITED,
      ...first,
      ...more,
    });
  t.equal(await refused({ answers: {} }), 'profile.nothing_answered');
  t.equal(await refused({ answers: { PEOPLE: 1 }, baseVersion: 99 }), 'sync.base_unknown');
  t.equal(
    await refused({ answers: { PEOPLE: 'x' }, baseVersion: (await kept())?.version, sequence: 9 }),
    'profile.answer_invalid',
  );
});
