import { test } from 'tap';
import { DataClass } from '../../src/generated/enums.ts';
import { type Classified, dataDictionary, mustDeclare } from '../../src/kernel/data-classes.ts';
import { asksForSecret } from '../../src/kernel/forbidden-content.ts';
import { testApp } from '../helpers/app.ts';
import { program } from './everyone.ts';

const { model, registry } = program;
const dictionary = dataDictionary(model, registry);
const place = ({ of, field }: Classified): string => `${of} ${field}`;
const classOf = (of: string, field: string): string | undefined =>
  dictionary.find((each) => each.of === of && each.field === field)?.class;

test('every field has a class', async (t) => {
  for (const { type } of model.nouns.values()) {
    t.ok(
      dictionary.some((each) => each.of === type && each.field === 'id'),
      type,
    );
  }
  for (const command of registry.commands) {
    const fields = Object.keys(registry.inputOf(command).shape);
    const known = dictionary.filter(({ of }) => of === command.name).map(({ field }) => field);
    const missing = fields.filter(
      (field) => !known.some((each) => each === field || each.startsWith(`${field}.`)),
    );
    t.same(missing, [], command.name);
  }
  t.ok(dictionary.every((each) => DataClass.includes(each.class)));
  const places = dictionary.map((each) => `${each.kind} ${place(each)}`);
  t.equal(new Set(places).size, places.length, 'once');
});

test('what may name a person says its class itself', async (t) => {
  const silent = dictionary.filter((each) => mustDeclare(each) && each.by === 'RULE').map(place);
  t.same(silent, []);
});

test('no field is of class C3, by class or by name', async (t) => {
  const names = dictionary.flatMap(({ of, field, description }) => [
    { at: `${of} ${field}`, text: field.split('.').at(-1) ?? field },
    { at: `${of} ${field} (description)`, text: description.split('.').at(-1) ?? '' },
  ]);
  t.same(
    names.filter(({ text }) => asksForSecret(text)).map(({ at }) => at),
    [],
  );
});

test('the classes of the domain', async (t) => {
  const wanted: [string, string, string][] = [
    ['Customer', 'nameMask', 'C2'],
    ['Customer', 'profile.items.value', 'C2'],
    ['Customer', 'territoryCode', 'C2'],
    ['Customer', 'completeness', 'C1'],
    ['Loan', 'amount', 'C2'],
    ['Loan', 'status', 'C1'],
    ['Rating', 'creditLine', 'C2'],
    ['Grid', 'name', 'C1'],
    ['customer.register', 'members.name', 'C2'],
    ['customer.register', 'members.idNumber', 'C2'],
    ['customer.register', 'gridId', 'C1'],
    ['loan.apply', 'amount', 'C2'],
    ['grid.open', 'name', 'C1'],
  ];
  for (const [of, field, expected] of wanted)
    t.equal(classOf(of, field), expected, `${of} ${field}`);
});

test('the dictionary is served to whoever has a token', async (t) => {
  const app = await testApp(t);
  const { rest } = app.as('auditor');
  const { status, body } = await rest({ method: 'GET', url: '/v1/data-dictionary' });
  t.equal(status, 200);
  t.same(body.fields, dictionary);
  const { statusCode } = await app.app.inject({ url: '/v1/data-dictionary' });
  t.equal(statusCode, 401);
});
