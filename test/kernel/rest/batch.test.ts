import { test } from 'tap';
import { newId } from '../../../src/kernel/ids.ts';
import { type TestApp, testApp } from '../../helpers/app.ts';

type Line = { command: string; input: object; idempotencyKey?: string; reason?: string };

const line = (command: string, input: object, given: Partial<Line> = {}): Line => ({
  command,
  input,
  idempotencyKey: newId(),
  ...given,
});

const register = (code: string, given: Partial<Line> = {}) =>
  line('person.register', { code, name: '张三' }, given);

test('a batch', async (t) => {
  const app = await testApp(t);
  const batch = (payload: unknown, person = 'administrator') =>
    app.as(person).rest({ method: 'POST', url: '/v1/batch', payload: payload as object });
  const send = (lines: readonly unknown[], atomic = false) => batch({ atomic, lines });

  await t.test('lines keep their keys, and name what earlier lines made', async (t) => {
    const lines = [
      line('outlet.open', {
        code: 'B1',
        name: '一级支行',
        level: 'FIRST_BRANCH',
        parentId: `outlet_${app.world.outletId}`,
      }),
      line('outlet.open', {
        code: 'B2',
        name: '分理处',
        level: 'SECOND_BRANCH',
        parentId: '$0.result.outlet',
      }),
    ];
    const first = await send(lines);
    t.same(
      first.body.lines.map(({ status }: { status: number }) => status),
      [200, 200],
    );
    const { outlet } = await app
      .as('administrator')
      .query('{ outlet(code: "B2") { parent { code id } } }');
    t.same(outlet.parent, { code: 'B1', id: first.body.lines[0].answer.result.outlet });
    const again = await send(lines);
    t.same(again.body, first.body, 'a repeat is answered as the first was');
    t.equal((await app.owner(`select 1 from outlet where code like 'B_'`)).length, 2);
  });

  await t.test('line by line, what is refused leaves the rest', async (t) => {
    const { status, body } = await send([
      register('p-one'),
      register('NOT A CODE'),
      register('p-one'),
      line('no.such', {}),
      line('person.register', { code: 'p-two', name: '李四' }, { idempotencyKey: 'a key' }),
      { command: 'person.register', input: { code: 'p-three', name: '王五' } },
      line('outlet.close', { id: `outlet_${app.world.outletId}` }),
      register('p-four'),
    ]);
    t.equal(status, 200);
    t.match(body.lines, [
      { status: 200 },
      { status: 400, code: 'input.invalid', path: ['code'], details: { faults: [Object] } },
      { status: 409, code: 'person.code_taken' },
      { status: 404, code: 'request.not_found' },
      { status: 400, code: 'idempotency.key_invalid' },
      { status: 400, code: 'idempotency.key_required' },
      { status: 400, code: 'command.reason_required' },
      { status: 200 },
    ]);
    const rows = await app.owner(`select code from person where code like 'p-%' order by code`);
    t.same(rows, [{ code: 'p-four' }, { code: 'p-one' }]);
  });

  await t.test('a line may not build on one that failed, nor on what no answer has', async (t) => {
    const parents = [
      '$0.result.outlet',
      '$1.result.nothing',
      '$1.constructor',
      '$1.result.constructor.name',
      '$2.result.outlet',
      '$9.result.outlet',
    ];
    const { body } = await send([
      line('outlet.open', { code: 'no', name: 'x', level: 'HEAD_OFFICE' }),
      register(`p-${newId().slice(0, 8)}`),
      ...parents.map((parentId) =>
        line('outlet.open', { code: 'C1', name: 'x', level: 'FIRST_BRANCH', parentId }),
      ),
    ]);
    for (const [index, parent] of parents.entries()) {
      const answer = { status: 400, code: 'input.invalid', path: ['parentId'] };
      t.match(body.lines[index + 2], answer, parent);
    }
    t.equal((await app.owner(`select 1 from outlet where code = 'C1'`)).length, 0);
  });

  await t.test('all or nothing', async (t) => {
    const before = await stateOf(app);
    const key = newId();
    const refused = await send(
      [register('q-one', { idempotencyKey: key }), register('q-two'), register('q-one')],
      true,
    );
    t.match(refused, {
      status: 409,
      body: { code: 'person.code_taken', path: ['lines', 2] },
    });
    const after = await stateOf(app);
    t.same(after.rows, before.rows, 'no row and no key is left');
    t.same(
      after.acts.slice(before.acts.length),
      ['command.refused'],
      'and no fact but the refusal',
    );
    const kept = await send([register('q-one', { idempotencyKey: key }), register('q-two')], true);
    t.match(kept.body.lines, [{ status: 200 }, { status: 200 }], 'its keys are free');
    const again = await send([register('q-one', { idempotencyKey: key })], true);
    t.same(again.body.lines[0], kept.body.lines[0], 'and replay afterwards');
  });

  await t.test('a key stands for one line', async (t) => {
    const key = newId();
    const twice = [
      register('r-one', { idempotencyKey: key }),
      register('r-one', { idempotencyKey: key }),
    ];
    t.match(await send(twice, true), {
      status: 422,
      body: { code: 'idempotency.key_reused', path: ['lines', 1] },
    });
    const [first, second] = (await send(twice)).body.lines;
    t.equal(first.status, 200);
    t.same(second, first, 'line by line, the second is a repeat');
  });

  await t.test('whoever may not, leaves a trace in either mode', async (t) => {
    for (const atomic of [true, false]) {
      const before = await stateOf(app);
      const { body } = await batch({ atomic, lines: [register('s-one')] }, 'auditor');
      t.equal(atomic ? body.code : body.lines[0].code, 'auth.forbidden');
      t.same((await stateOf(app)).acts.slice(before.acts.length), ['command.refused']);
    }
  });

  await t.test('its size and shape are bounded', async (t) => {
    const before = await stateOf(app);
    const many = Array.from({ length: 501 }, (_, index) => register(`t-${index}`));
    const table: [string, unknown, (string | number)[]][] = [
      ['501 lines', { lines: many }, ['lines']],
      ['no line', { lines: [] }, ['lines']],
      ['no lines', {}, ['lines']],
      ['an array', many.slice(0, 1), []],
      ['another member', { lines: many.slice(0, 1), dryRun: true }, []],
      ['another member of a line', { lines: [{ ...register('t-0'), dryRun: true }] }, ['lines', 0]],
      [
        'a text for an input',
        { lines: [{ command: 'person.register', input: 'x' }] },
        ['lines', 0, 'input'],
      ],
      ['a text for atomic', { atomic: 'yes', lines: many.slice(0, 1) }, ['atomic']],
    ];
    for (const [name, payload, path] of table) {
      const answer = await batch(payload);
      t.match(answer, { status: 400, body: { code: 'input.invalid' } }, name);
      t.same(answer.body.path ?? [], path, name);
    }
    t.same(await stateOf(app), before);
    t.equal((await send(many.slice(0, 500), true)).status, 200, '500 lines are');
  });

  await t.test('a waiting line says so', async (t) => {
    await app.as('administrator').command('approval.set-policy', { command: 'outlet.open' });
    const { body } = await send([
      line('outlet.open', { code: 'W1', name: 'x', level: 'HEAD_OFFICE' }),
      line('outlet.close', { id: '$0.result.outlet' }, { reason: 'x' }),
    ]);
    t.match(body.lines, [
      { status: 202, answer: { result: null, approval: { status: 'PENDING' } } },
      { status: 400, code: 'input.invalid', path: ['id'] },
    ]);
  });
});

/** What a refused batch must leave alone. */
async function stateOf(app: TestApp) {
  const [rows] = await app.owner(
    'select (select count(*) from person) as people, (select count(*) from idempotency) as keys',
  );
  const entries = await app.owner<{ act: string }>(
    `select convert_from(leaf, 'UTF8')::jsonb ->> 'act' as act from journal_entry order by id`,
  );
  return { rows, acts: entries.map(({ act }) => act) };
}
