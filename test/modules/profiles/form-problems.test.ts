import { test } from 'tap';
import { CustomerKind } from '../../../src/generated/enums.ts';
import { type FormDraft, parseForm } from '../../../src/modules/profiles/form.ts';
import { formProblems } from '../../../src/modules/profiles/form-problems.ts';
import { sectionsNeeded } from '../../../src/modules/profiles/gates.ts';
import { problemWords } from '../../../src/modules/profiles/problem-words.ts';
import { sampleFormOf } from '../../../src/modules/profiles/sample-forms.ts';
import { valueLists } from '../../../src/modules/profiles/value-lists.ts';
import { named, smallForm } from './small-form.ts';

type Draft = ReturnType<typeof smallForm>;
// biome-ignore lint/suspicious/noExplicitAny: forms are broken on purpose
type Loose = any;

/** The problems of the small form after something was done to it. */
function problemsAfter(change: (form: Loose) => void, customerKind = 'HOUSEHOLD') {
  const draft: Draft = smallForm();
  change(draft);
  const read = parseForm(draft);
  if (!read.ok) throw new Error(`malformed: ${JSON.stringify(read.paths)}`);
  const neededSections = sectionsNeeded('HOUSEHOLD', '2026-03-02');
  return formProblems(read.form, { customerKind, neededSections });
}

const item = (form: Loose, section: number, place: number) => form.sections[section].items[place];

test('the samples and the small form have no problems', async (t) => {
  t.same(
    problemsAfter(() => {}),
    [],
  );
  for (const kind of CustomerKind) {
    const neededSections = sectionsNeeded(kind, '2026-03-02');
    const form = sampleFormOf(kind);
    t.same(formProblems(form, { customerKind: kind, neededSections }), [], kind);
    t.ok(form.sample && form.label.en.includes('Sample') && form.label.zh.includes('示例'));
  }
});

test('every problem, with its place', async (t) => {
  const table: [string, string, (form: Loose) => void, string?][] = [
    ['SECTION_TWICE', 'sections.2.code', (form) => (form.sections[2].code = 'INCOME')],
    ['ITEM_TWICE', 'sections.1.items.0.code', (form) => (item(form, 1, 0).code = 'WAGES')],
    [
      'COLUMN_TWICE',
      'sections.0.items.1.columns.2.code',
      (form) => (item(form, 0, 1).columns[2].code = 'CROP'),
    ],
    [
      'OPTION_TWICE',
      'sections.2.items.0.options.1.code',
      (form) => (item(form, 2, 0).options[1].code = 'GOOD'),
    ],
    ['NO_OPTIONS', 'sections.2.items.0.options', (form) => (item(form, 2, 0).options = [])],
    [
      'VALUE_LIST_UNKNOWN',
      'sections.1.items.3.valueList',
      (form) => (item(form, 1, 3).valueList = 'GB/T 1'),
    ],
    ['LIST_OPEN', 'sections.1.items.3.sensitive', (form) => (item(form, 1, 3).sensitive = false)],
    ['RANGE_EMPTY', 'sections.1.items.0.max', (form) => (item(form, 1, 0).min = '1000.01')],
    [
      'FREE_TEXT_OPEN',
      'sections.1.items.4.sensitive',
      (form) => (item(form, 1, 4).sensitive = false),
    ],
    [
      'FREE_TEXT_OPEN',
      'sections.0.items.1.columns.2.sensitive',
      (form) => (item(form, 0, 1).columns[2].sensitive = false),
    ],
    ['SECRET_ASKED', 'sections.1.items.4.code', (form) => (item(form, 1, 4).code = 'CARD_PIN')],
    [
      'SECRET_ASKED',
      'sections.1.items.4.code',
      (form) => (item(form, 1, 4).label = { en: 'Code', zh: '交易密码' }),
    ],
    [
      'CONDITION_UNKNOWN',
      'sections.0.items.1.askedWhen.item',
      (form) => (item(form, 0, 1).askedWhen.item = 'WAGES'),
    ],
    [
      'CONDITION_UNKNOWN',
      'sections.1.items.0.askedWhen.item',
      (form) => (item(form, 1, 0).askedWhen = { item: 'FARMS', is: [true] }),
    ],
    [
      'CONDITION_TYPE',
      'sections.1.items.1.askedWhen.item',
      (form) => (item(form, 1, 1).askedWhen = { item: 'LAND', is: ['1'] }),
    ],
    [
      'CONDITION_VALUE',
      'sections.0.items.1.askedWhen.is.1',
      (form) => (item(form, 0, 1).askedWhen.is = [true, 'YES']),
    ],
    [
      'CONDITION_SENSITIVE',
      'sections.1.items.4.askedWhen.item',
      (form) => (item(form, 1, 4).askedWhen = { item: 'HEALTH', is: ['1'] }),
    ],
    [
      'TERM_UNKNOWN',
      'sections.0.items.3.add.1.item',
      (form) => (item(form, 0, 3).add[1].item = 'X'),
    ],
    [
      'TERM_UNKNOWN',
      'sections.0.items.3.add.0.table',
      (form) => (item(form, 0, 3).add[0].table = 'WAGES'),
    ],
    [
      'TERM_UNKNOWN',
      'sections.0.items.3.add.0.column',
      (form) => (item(form, 0, 3).add[0].column = 'X'),
    ],
    [
      'TERM_TYPE',
      'sections.0.items.3.add.0.column',
      (form) => (item(form, 0, 3).add[0].column = 'CROP'),
    ],
    [
      'TERM_TYPE',
      'sections.0.items.3.add.1.item',
      (form) => (item(form, 0, 3).add[1].item = 'TOTAL'),
    ],
    [
      'TERM_SENSITIVE',
      'sections.0.items.3.add.1.item',
      (form) => (item(form, 0, 2).sensitive = true),
    ],
    [
      'TERM_SENSITIVE',
      'sections.0.items.3.add.0.column',
      (form) => (item(form, 0, 1).columns[1].sensitive = true),
    ],
    [
      'UNIT_MISSING',
      'sections.0.items.3.unit',
      (form) => {
        item(form, 0, 3).result = 'NUMBER';
        item(form, 0, 2).type = 'NUMBER';
        item(form, 0, 2).unit = { en: 'x', zh: '个' };
        item(form, 0, 3).add = [{ item: 'WAGES' }];
      },
    ],
    [
      'FIELD_OF_KIND',
      'sections.1.items.5.field',
      (form) => (item(form, 1, 5).field = 'BUSINESS_NAME'),
    ],
    [
      'FIELD_OF_KIND',
      'sections.1.items.5.field',
      (form) => (item(form, 1, 5).field = 'MEMBERS'),
      'MERCHANT',
    ],
    [
      'COUNTED_BY',
      'sections.1.items.5.countedBy',
      (form) => Object.assign(item(form, 1, 5), { field: 'MEMBERS', countedBy: 'SINCE' }),
    ],
    ['SECTION_NEEDED', 'sections', (form) => form.sections.pop()],
    [
      'WEIGHTLESS',
      'sections',
      (form) => {
        for (const { items } of form.sections) for (const each of items) each.weight = 0;
      },
    ],
  ];
  for (const [code, path, change, kind] of table) {
    const found = problemsAfter(change, kind);
    t.ok(
      found.some((problem) => problem.code === code && problem.path.join('.') === path),
      `${code} at ${path}: ${found.map((each) => `${each.code} ${each.path.join('.')}`)}`,
    );
  }
  const tried = new Set(table.map(([code]) => code));
  t.same(
    Object.keys(problemWords).filter((code) => !tried.has(code)),
    [],
    'every problem there is',
  );
});

test('what is not a form at all', async (t) => {
  const paths = (change: (form: Loose) => void) => {
    const draft: Draft = smallForm();
    change(draft);
    const read = parseForm(draft);
    return read.ok ? null : read.paths.map((path) => path.join('.'));
  };
  const table: [string, (form: Loose) => void][] = [
    ['format', (form) => (form.format = 2)],
    ['code', (form) => (form.code = 'small')],
    ['label.zh', (form) => delete form.label.zh],
    ['sections', (form) => (form.sections = [])],
    ['sections.0.items', (form) => (form.sections[0].items = [])],
    ['sections.0.items.2.min', (form) => (item(form, 0, 2).min = '1.5')],
    ['sections.0.items.2.type', (form) => (item(form, 0, 2).type = 'IMAGE')],
    ['sections.0.items.1.columns.0.type', (form) => (item(form, 0, 1).columns[0].type = 'TABLE')],
    ['sections.0.items.1.maxRows', (form) => (item(form, 0, 1).maxRows = 1_000)],
    ['sections.1.items.0.decimals', (form) => (item(form, 1, 0).decimals = 7)],
    ['sections.1.items.4.maxLength', (form) => (item(form, 1, 4).maxLength = 100_000)],
  ];
  for (const [path, change] of table) t.same(paths(change), [path]);
  t.ok(paths((form) => (item(form, 0, 0).onclick = 'x'))?.length, 'unknown keys');
  for (const value of [null, [], 'x', 1, { sections: {} }]) t.notOk(parseForm(value).ok);
});

test('value lists are copied into the form, labelled in both languages', async (t) => {
  const read = parseForm(smallForm());
  const health = read.ok ? read.form.sections[1]?.items[3] : undefined;
  t.match(health, {
    type: 'CHOICE',
    options: [{ code: '1', label: { zh: '健康或良好' } }, {}, {}, {}],
  });
  for (const { code, label, options } of valueLists) {
    t.equal(new Set(options.map((each) => each.code)).size, options.length, code);
    t.ok([label, ...options.map((each) => each.label)].every(({ en, zh }) => en && zh));
  }
  const own: FormDraft = { ...smallForm(), ...named('OWN') };
  t.ok(parseForm(own).ok);
});
