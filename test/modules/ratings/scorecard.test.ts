import { test } from 'tap';
import { validateScorecard } from '../../../src/modules/ratings/rules.ts';
import {
  sampleHouseholdScorecard,
  sampleMerchantScorecard,
} from '../../../src/modules/ratings/sample-scorecards.ts';
import { parseScorecard } from '../../../src/modules/ratings/scorecard.ts';

test('the samples are sound and say that they are samples', async (t) => {
  for (const card of [sampleHouseholdScorecard, sampleMerchantScorecard]) {
    t.strictSame(validateScorecard(card), []);
    t.equal(card.sample, true);
    t.match(card.label, { en: /Sample/, zh: /示例/ });
  }
});

test('unknown fields and wrong types are refused with the place', async (t) => {
  const card = sampleHouseholdScorecard;
  t.strictSame(parseScorecard(JSON.parse(JSON.stringify(card))), { ok: true, card });
  t.match(parseScorecard({ ...card, version: 0 }), { ok: false, issues: [{ path: ['version'] }] });
  const [first, ...rest] = card.inputs;
  const wrong = { ...card, inputs: [{ ...first, min: '1e9' }, ...rest] };
  t.match(parseScorecard(wrong), { ok: false, issues: [{ path: ['inputs', 0, 'min'] }] });
  for (const value of [{ ...card, extra: 1 }, { ...card, items: [] }, null, 'card', []]) {
    t.match(parseScorecard(value), { ok: false });
  }
});

test('hostile nesting is refused before it is walked by recursion', async (t) => {
  let formula: unknown = { op: 'const', value: '1' };
  for (let i = 0; i < 100_000; i += 1)
    formula = { op: 'round', of: formula, digits: 0, mode: 'DOWN' };
  const item = { kind: 'FORMULA', code: 'DEEP', label: { en: 'Deep', zh: '深' }, formula };
  t.match(parseScorecard({ ...sampleHouseholdScorecard, items: [item] }), { ok: false });
});
