import { test } from 'tap';
import { testApp } from '../../helpers/app.ts';
import {
  codeOf,
  foundAreas,
  OTHER_VILLAGE,
  openField,
  openGrid,
  rectangle,
  VILLAGE,
} from '../grids/territory.ts';
import { agreeOn, BODY, digestOf, foundPlatform, PLATFORM, pull, sequence } from './agreed.ts';

const GRIDS = [
  {
    act: 'grid.opened',
    objects: ['Grid'],
    shown: ['level', 'areaCode'],
    masked: ['code', 'validFrom'],
  },
  { act: 'grid.renamed', objects: ['Grid'], shown: [], masked: ['to'] },
];

test('facts about places', async (t) => {
  const app = await testApp(t);
  await foundAreas(app);
  const clientId = await foundPlatform(app);
  const bank = app.as('administrator');
  const { big, west } = await openField(bank);
  const far = await openGrid(bank, { areaCode: OTHER_VILLAGE, boundary: rectangle(20, 0, 30, 10) });
  await bank.command('grid.rename', { id: west.id, name: '西片网格' });
  await bank.command('grid.rename', { id: far.id, name: '庄场网格' });
  const agreement = await agreeOn(app, { clientId, terms: GRIDS, areaCodes: [VILLAGE] });
  await sequence(app);

  await t.test('what was agreed on, masked where agreed, and nothing else', async (t) => {
    const { status, events, cursor, head, digest, text } = await pull(app, { agreement });
    t.equal(status, 200, text.slice(0, 400));
    t.equal(events.length, 6, 'five grids of the village and one renaming');
    t.equal(cursor, head);
    const [first] = events;
    t.same(Object.keys(first), [
      'data',
      'datacontenttype',
      'id',
      'leafhash',
      'source',
      'specversion',
      'subject',
      'time',
      'type',
    ]);
    t.same(first.data.members, {
      areaCode: VILLAGE,
      code: VILLAGE.slice(0, 9),
      level: 'BIG',
      validFrom: '2025-01',
    });
    t.same(first.data.objects, [{ id: big.id, type: 'Grid', version: 1 }]);
    t.match(first, { subject: big.id, source: '/public/logs/JT-BANK', type: 'grid.opened' });
    t.same(events.at(-1).data.members, { to: '***' });
    t.equal(digest, digestOf(events), 'the other side computes the same');
    t.notMatch(JSON.stringify(events), /庄场|西片|JT-BANK-|actor|request|reason/);
  });
});
