import { test } from 'tap';
import { originOf } from '../../../src/kernel/journal/publish.ts';
import {
  openCheckpoint,
  proveInclusion,
  type ReadTiles,
  tilePath,
  verifyInclusion,
} from '../../../src/tlog/index.ts';
import { testApp } from '../../helpers/app.ts';
import { folderOf, sequencerOf, signingIn } from '../../kernel/journal/signed-log.ts';
import { foundAreas, openField } from '../grids/territory.ts';
import { agreeOn, digestOf, foundPlatform, PLATFORM, pull } from './agreed.ts';

const BASE = 'demo.jingtian.example/public/logs';

test('what was pulled lies in the tree that anybody may see', async (t) => {
  const app = await testApp(t);
  const signing = await signingIn(await folderOf(t), BASE);
  const loop = sequencerOf(t, app.sequencerUrl, signing);
  await foundAreas(app);
  const clientId = await foundPlatform(app);
  await openField(app.as('administrator'));
  const terms = [{ act: 'grid.opened', objects: ['Grid'], masked: ['code'] }];
  const agreement = await agreeOn(app, { clientId, terms });
  await loop.tick();
  const { events, head } = await pull(app, { agreement });
  t.equal(events.length, 5);

  const url = `/v1/shared-deliveries/reconcile?agreementId=${agreement}&from=0&to=${head + 1}`;
  const { body } = await app.as(PLATFORM).rest({ method: 'GET', url });
  const origin = originOf(BASE, 'JT-BANK');
  const keys = signing.signersOf(origin).map(({ verifier }) => verifier);
  const { size, root } = openCheckpoint(body.checkpoint, keys);
  t.equal(size, body.logSize, 'the checkpoint reaches as far as the answer');
  t.match(body, { pending: 0, delivered: { count: 5, digest: digestOf(events) } });

  const tiles: ReadTiles = (names) =>
    Promise.all(
      names.map(async (name) => {
        const response = await app.app.inject({ url: `${events[0].source}/${tilePath(name)}` });
        t.equal(response.statusCode, 200, 'without a login');
        return response.rawPayload;
      }),
    );
  const indexes = events.map(({ id }) => Number(id));
  const proofs = await proveInclusion(indexes, size, tiles);
  for (const [place, { leafhash }] of events.entries()) {
    const [index = -1, proof = []] = [indexes[place], proofs[place]];
    const leaf = Buffer.from(leafhash, 'hex');
    t.doesNotThrow(() => verifyInclusion({ index, size, root, leaf, proof }));
    const other = Buffer.from(leaf);
    other[0] = (other[0] ?? 0) ^ 1;
    t.throws(() => verifyInclusion({ index, size, root, leaf: other, proof }));
  }
});
