import { test } from 'tap';
import {
  contentOf,
  type LoanProduct,
  parseProduct,
} from '../../../src/modules/products/content.ts';
import { readDraft } from '../../../src/modules/products/editions.ts';
import {
  type Investigation,
  investigationProblems,
  investigationSchema,
  sectionsAsked,
} from '../../../src/modules/products/investigation.ts';
import { productProblems } from '../../../src/modules/products/product-problems.ts';
import { sampleInvestigation } from '../../../src/modules/products/sample-investigation.ts';
import { sampleProductOf } from '../../../src/modules/products/samples.ts';

const label = { en: 'Asked', zh: '采集' };
const check = { code: 'SEEN', label, type: 'BOOLEAN', required: true };
const farm = sampleProductOf('FARM_PRODUCTION') as LoanProduct;

const formOf = (...sections: object[]): Investigation =>
  investigationSchema.parse({ sections: sections.map((each) => ({ code: 'S', label, ...each })) });

test('what is wrong with a form of investigation, by its place', async (t) => {
  const list: [string, object][] = [
    ['CHECK_UNKNOWN sections.0.mustHold.0', { items: [check], mustHold: ['OTHER'] }],
    [
      'CHECK_UNKNOWN sections.0.mustHold.0',
      { items: [{ ...check, required: false }], mustHold: ['SEEN'] },
    ],
    [
      'CHECK_UNKNOWN sections.0.mustHold.0',
      { items: [{ ...check, sensitive: true }], mustHold: ['SEEN'] },
    ],
    ['ITEM_TWICE sections.0.items.1.code', { items: [check, check] }],
    [
      'FREE_TEXT_OPEN sections.0.items.0.sensitive',
      { items: [{ code: 'NOTE', label, type: 'TEXT' }] },
    ],
    ['SECRET_ASKED sections.0.items.0.code', { items: [{ ...check, code: 'PASSWORD' }] }],
    [
      'FIELD_WITHOUT_FILE sections.0.items.0.type',
      { items: [{ code: 'NAME', label, type: 'FILE', field: 'NAME' }] },
    ],
  ];
  for (const [problem, section] of list) {
    const found = productProblems({ ...farm, investigation: formOf(section) }, '2026-03-02');
    const [code, path] = problem.split(' ');
    t.match(found, [{ code, limit: null }], problem);
    t.equal(found[0]?.path.join('.'), `investigation.${path}`);
  }
  t.same(investigationProblems(investigationSchema.parse(sampleInvestigation)), []);
  const unknown = { ...JSON.parse(contentOf(farm)), investigation: { sections: [], more: 1 } };
  t.match(parseProduct(unknown), { ok: false });
});

test('a section is asked by amount and security', async (t) => {
  const form = formOf(
    { code: 'ALL', items: [check] },
    { code: 'LARGE', items: [check], when: { aboveFen: '100' } },
    { code: 'BARE', items: [check], when: { guarantees: ['CREDIT'] } },
    { code: 'BOTH', items: [check], when: { aboveFen: '100', guarantees: ['MORTGAGE', 'PLEDGE'] } },
  );
  const cases = [
    [100n, [], 'ALL BARE'],
    [101n, [], 'ALL LARGE BARE'],
    [100n, ['PLEDGE'], 'ALL'],
    [101n, ['GUARANTEE', 'PLEDGE'], 'ALL LARGE BOTH'],
  ] as const;
  for (const [amountFen, security, expected] of cases) {
    const asked = sectionsAsked(form, { amountFen, security });
    t.equal(asked.map(({ code }) => code).join(' '), expected);
  }
});

test('value lists are copied into a draft', async (t) => {
  const health = { code: 'HEALTH', label, type: 'CHOICE', valueList: 'GB/T 2261.3' };
  const sections = [{ code: 'S', label, items: [{ ...health, sensitive: true }] }];
  const product = readDraft({ ...JSON.parse(contentOf(farm)), investigation: { sections } });
  const [item] = product.investigation?.sections[0]?.items ?? [];
  t.ok(item?.type === 'CHOICE' && item.options.length > 3);
});
