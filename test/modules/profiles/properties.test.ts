import { test } from 'tap';
import { type Answers, answerSection, type Held } from '../../../src/modules/profiles/answers.ts';
import {
  type Edition,
  figuresOf,
  planSections,
  type SectionState,
} from '../../../src/modules/profiles/completeness.ts';
import { type Form, type FormItem, parseForm } from '../../../src/modules/profiles/form.ts';
import { sampleFormOf } from '../../../src/modules/profiles/sample-forms.ts';
import type { Stored } from '../../../src/modules/profiles/values.ts';
import { fc } from '../../helpers/property.ts';
import { smallForm } from './small-form.ts';

const TODAY = '2026-03-02';
const small = parseForm(smallForm());
const forms: Form[] = [
  ...(small.ok ? [small.form] : []),
  sampleFormOf('HOUSEHOLD'),
  sampleFormOf('MERCHANT'),
];

const nothingOnFile = {
  NAME: false,
  ID_NUMBER: false,
  MOBILE: false,
  ADDRESS: false,
  GRID: false,
  AREA: false,
  POINT: false,
  BUSINESS_NAME: false,
  CREDIT_CODE: false,
  MEMBERS: 0,
};
const FLAGS = [
  'NAME',
  'ID_NUMBER',
  'MOBILE',
  'ADDRESS',
  'GRID',
  'AREA',
  'POINT',
  'BUSINESS_NAME',
  'CREDIT_CODE',
] as const;

/** A value callers may give to an item. */
function wireFor(item: FormItem): fc.Arbitrary<unknown> {
  const amount = fc.integer({ min: 0, max: 5_000 }).map((yuan) => `${yuan}.00`);
  switch (item.type) {
    case 'BOOLEAN':
      return fc.boolean();
    case 'NUMBER':
      return fc.integer({ min: 0, max: 20 }).map(String);
    case 'MONEY':
      return amount;
    case 'DATE':
      return fc.constantFrom('2020-01-01', TODAY);
    case 'CHOICE':
      return fc.constantFrom(...item.options.map(({ code }) => code));
    case 'TEXT':
      return fc.constant(item.format === 'INDUSTRY_CODE' ? 'A0111' : '邻居');
    case 'TABLE':
      return fc.array(
        fc.record(
          Object.fromEntries(
            item.columns.map((column) => [column.code, wireFor(column as FormItem)]),
          ),
        ),
        { maxLength: 3 },
      );
    default:
      return fc.constant(null);
  }
}

const answerable = (item: FormItem) => item.type !== 'FILE' && item.type !== 'COMPUTED';

type Step = { section: number; code: string; value: unknown };
const stepsFor = (form: Form): fc.Arbitrary<Step[]> => {
  const all = form.sections.flatMap(({ items }, section) =>
    items.filter(answerable).map((item) => ({ section, item })),
  );
  return fc.array(
    fc
      .constantFrom(...all)
      .chain(({ section, item }) =>
        wireFor(item).map((value) => ({ section, code: item.code, value })),
      ),
    { maxLength: 40 },
  );
};

const heldOf = (form: Form, index: number, answers: Answers): Held =>
  new Map(
    (form.sections[index]?.items ?? []).flatMap((item) => {
      const stored = answers.get(item.code);
      return stored === undefined ? [] : [[item.code, { item, stored }] as const];
    }),
  );

/** All answers after one more; the same where the answer is refused. */
function after(form: Form, answers: Answers, { section: index, code, value }: Step) {
  const section = form.sections[index];
  if (!section) throw new Error('no such section');
  const result = answerSection(section, {
    held: heldOf(form, index, answers),
    given: new Map([[code, value]]),
    today: TODAY,
  });
  if ('faults' in result) return answers;
  const own = new Set(section.items.map((item) => item.code));
  const others = [...answers].filter(([each]) => !own.has(each));
  return new Map([...others, ...result.answers]);
}

const editionOf = (form: Form): Edition => ({ id: form.code, edition: 1, form });

function percentOf(form: Form, answers: Answers, facts = nothingOnFile) {
  const edition = editionOf(form);
  const known = { answers: Object.fromEntries(answers), sealed: new Set<string>(), facts };
  return figuresOf(planSections(edition, []), {
    ...known,
    editions: new Map([[edition.id, edition]]),
  });
}

test('an answer more never lowers completeness, and whole means nothing is missing', async () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...forms).chain((form) => stepsFor(form).map((steps) => ({ form, steps }))),
      ({ form, steps }) => {
        let answers: Answers = new Map();
        let percent = percentOf(form, answers).percent;
        for (const step of steps) {
          // Another answer to the same item is a change, which may open or close questions.
          if (answers.has(step.code)) continue;
          answers = after(form, answers, step);
          const now = percentOf(form, answers);
          if (now.percent < percent) return false;
          percent = now.percent;
          const counts = now.sections.every((section) => {
            const items = form.sections.find(({ code }) => code === section.code)?.items ?? [];
            const heavy = items.filter(({ code, weight }) => {
              return weight > 0 && section.missing.includes(code);
            });
            return (section.percent === 100) === (heavy.length === 0);
          });
          if (!counts) return false;
        }
        return true;
      },
    ),
    { numRuns: 200 },
  );
});

test('a field more on file never lowers completeness', async () => {
  fc.assert(
    fc.property(fc.constantFrom(...forms), fc.subarray([...FLAGS]), (form, there) => {
      let facts = nothingOnFile;
      let percent = percentOf(form, new Map()).percent;
      for (const field of there) {
        facts = { ...facts, [field]: true };
        const now = percentOf(form, new Map(), facts).percent;
        if (now < percent) return false;
        percent = now;
      }
      return true;
    }),
  );
});

/** Another edition of a form: some items gone, some tightened, some sections gone. */
const nextEdition = (form: Form): fc.Arbitrary<Form> =>
  fc
    .record({
      dropped: fc.subarray(form.sections.map(({ code }) => code)),
      gone: fc.subarray(form.sections.flatMap(({ items }) => items.map(({ code }) => code))),
    })
    .map(({ dropped, gone }) => ({
      ...form,
      sections: form.sections
        .filter(({ code }) => !dropped.includes(code))
        .map((section) => ({
          ...section,
          items: section.items.filter(({ code }) => !gone.includes(code)),
        })),
    }));

test('a new edition changes no answered section: not its edition, figures nor answers', async () => {
  fc.assert(
    fc.property(
      fc
        .constantFrom(...forms)
        .chain((form) =>
          fc.record({ form: fc.constant(form), steps: stepsFor(form), next: nextEdition(form) }),
        ),
      ({ form, steps, next }) => {
        const answers = steps.reduce<Answers>(
          (all, step) => after(form, all, step),
          new Map<string, Stored>(),
        );
        const old = editionOf(form);
        const current: Edition = { id: 'NEXT', edition: 2, form: next };
        const answered = percentOf(form, answers).sections.map(
          (state): SectionState => ({ ...state, by: 'somebody', on: TODAY }),
        );
        const figured = figuresOf(planSections(current, answered), {
          editions: new Map([old, current].map((edition) => [edition.id, edition])),
          answers: Object.fromEntries(answers),
          sealed: new Set(),
          facts: nothingOnFile,
        });
        return figured.sections.every(({ dropped: _dropped, ...state }) => {
          const before = answered.find(({ code }) => code === state.code);
          return JSON.stringify(before) === JSON.stringify(state);
        });
      },
    ),
    { numRuns: 200 },
  );
});

test('computed items are exact sums of what they rest on', async () => {
  const household = sampleFormOf('HOUSEHOLD');
  const index = household.sections.findIndex(({ code }) => code === 'INCOME');
  const fen = fc.bigInt({ min: 0n, max: 10_000_000_000n });
  const yuan = (amount: bigint) => `${amount / 100n}.${String(amount % 100n).padStart(2, '0')}`;
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fen, fen), { maxLength: 20 }),
      fc.array(fen, { maxLength: 20 }),
      fen,
      (crops, work, other) => {
        const section = household.sections[index];
        if (!section) return false;
        const result = answerSection(section, {
          held: new Map(),
          given: new Map<string, unknown>([
            [
              'CROP_ROWS',
              crops.map(([cost, income]) => ({
                CROP: 'A0111',
                COST: yuan(cost),
                INCOME: yuan(income),
              })),
            ],
            ['LIVESTOCK_ROWS', []],
            ['WORK_ROWS', work.map((income) => ({ WORK: 'E', INCOME: yuan(income) }))],
            ['OTHER_INCOME', yuan(other)],
          ]),
          today: TODAY,
        });
        if ('faults' in result) return false;
        const net = crops.reduce((sum, [cost, income]) => sum + income - cost, 0n);
        const earned = work.reduce((sum, income) => sum + income, 0n);
        return (
          result.answers.get('NET_INCOME') === (net + earned + other).toString() &&
          !result.answers.has('EXPENDITURE')
        );
      },
    ),
  );
});
