import { test } from 'tap';
import { count, day, factsOf, word } from '../../../src/kernel/journal/fact-data.ts';

const field = { 'field.sown': { crop: word, on: day.nullable(), sheep: count.optional() } };
const written = new Set(['field.sown']);

test('what a fact says is closed and exact', (t) => {
  const sown = factsOf([field], written).get('field.sown');
  const says = (data: object): boolean => sown?.safeParse(data).success ?? false;
  t.ok(says({ crop: 'RICE', on: null }));
  t.ok(says({ crop: 'RICE', on: '2026-03-01', sheep: 3 }));
  t.ok(says({ crop: 'RICE', on: null, approvedBy: '01900000-0000-7000-8000-00000000000a' }));
  for (const data of [
    {},
    { crop: 'RICE' },
    { crop: 'RICE', on: '1 March' },
    { crop: 'RICE', on: null, sheep: 0.5 },
    { crop: 'RICE', on: null, goats: 1 },
  ]) {
    t.notOk(says(data), JSON.stringify(data));
  }
  t.end();
});

test('every act is declared once, and no other', (t) => {
  const refused = (declared: Parameters<typeof factsOf>[0], acts: string[], message: RegExp) =>
    t.throws(() => factsOf(declared, new Set(acts)), { message });
  refused([field], ['field.sown', 'field.mown'], /field\.mown has no declared data/);
  refused([field, field], ['field.sown'], /field\.sown is declared twice/);
  refused([field], [], /nothing writes field\.sown/);
  t.end();
});
