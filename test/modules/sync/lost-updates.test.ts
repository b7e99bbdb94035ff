import { test } from 'tap';
import { testApp } from '../../helpers/app.ts';
import { fc } from '../../helpers/property.ts';
import { EDITED, openFile } from './edited-file.ts';

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
