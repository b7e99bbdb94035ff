import { test } from 'tap';
import {
  sampleHouseholdScorecard,
  sampleMerchantScorecard,
} from '../../../src/modules/ratings/sample-scorecards.ts';
import { testApp } from '../../helpers/app.ts';

test('the format of scorecards is published, with a page made from it', async (t) => {
  const { app } = await testApp(t);
  const nobody = (url: string) => app.inject({ url });

  const schema = await nobody('/schemas/scorecard.json');
  t.equal(schema.statusCode, 200);
  t.match(schema.headers['content-type'], /application\/schema\+json/);
  const { $schema, $id, required, properties, additionalProperties } = schema.json();
  t.match($schema, /json-schema\.org/);
  t.equal($id, '/schemas/scorecard.json');
  t.equal(additionalProperties, false);
  t.ok(required.includes('grades') && !required.includes('vetoes'), 'defaults may be left out');
  for (const kind of ['CHOICE', 'RANGE', 'STEPS', 'FORMULA', 'PANEL']) {
    t.ok(schema.payload.includes(`"const":"${kind}"`), kind);
  }
  for (const card of [sampleHouseholdScorecard, sampleMerchantScorecard]) {
    t.same(
      Object.keys(card).filter((key) => !(key in properties)),
      [],
    );
  }

  const page = await nobody('/docs/scorecard');
  t.equal(page.statusCode, 200);
  t.match(page.headers['content-type'], /text\/html/);
  t.match(page.headers['content-security-policy'], /default-src 'none'/);
  for (const words of [
    'STEPS',
    '标准值增减计分',
    '村组评议',
    'sensitiveGround',
    'byArea',
    'perStep',
  ]) {
    const shown = page.payload.includes(words);
    t.equal(shown, words !== 'perStep', words);
  }
  t.notMatch(page.payload, /undefined|\[object/);
});
