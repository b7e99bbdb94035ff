import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { addDays } from '../kernel/dates.ts';
import { at, type Client, type Json, textAt } from './client.ts';
import type { Founded } from './founding.ts';

type Sharing = Founded & { run: string; today: string };

const DAYS = 365;

/** The county's platform pulls the grids it may see, says what it holds, and nothing is due. */
export async function shareGrids(client: Client, sharing: Sharing): Promise<void> {
  const { cast } = sharing;
  const agreement = await agreeOn(client, sharing);
  const asked = `agreement=${agreement}`;
  const events = await client.get(cast.platform, `/v1/shared-events?${asked}&limit=1000`);
  const list = Array.isArray(events) ? events : [];
  const to = Number(textAt(list.at(-1) ?? null, 'id')) + 1;
  const held = { agreementId: agreement, from: 0, to, count: list.length, digest: digestOf(list) };
  const receipt = await client.post(cast.platform, '/v1/data-receipts/give', held);
  const range = `agreementId=${agreement}&from=0&to=${to}`;
  const left = await client.get(cast.auditor, `/v1/shared-deliveries/reconcile?${range}`);
  if (at(receipt, 'outcome') !== 'MATCHED' || at(left, 'pending') !== 0) {
    throw new Error('what was shared is not what was agreed on');
  }
}

/** Drafted by one, approved by another who names what is approved; its id. */
async function agreeOn(client: Client, { cast, people, run, today }: Sharing): Promise<string> {
  const drafted = await client.post(cast.protector, '/v1/data-agreements/draft', {
    code: `TOUR-${run}`,
    bodyCode: 'TOUR-GOV',
    bodyName: '导览县社会治理中心',
    clientId: people[cast.platform],
    purpose: '掌握网格划分与任岗变动',
    legalBasis: '双方签署的数据共享协议，不涉及个人信息',
    grade: 'FACTS',
    areaCodes: ['429005'],
    terms: [
      { act: 'grid.opened', objects: ['Grid'], shown: ['level', 'areaCode'], masked: ['code'] },
      { act: 'assignment.begun', objects: ['Grid'], shown: ['role'], masked: ['validFrom'] },
    ],
    validFrom: today,
    validTo: addDays(today, DAYS),
  });
  const agreement = textAt(drafted, 'agreement');
  const path = `/v1/data-agreements/${agreement}`;
  const proposed = await client.change(cast.protector, path, 'propose');
  const body = { termsSha256: textAt(proposed, 'termsSha256'), signedSha256: '0'.repeat(64) };
  await client.change(cast.administrator, path, 'approve', { body });
  await client.graphql(
    cast.auditor,
    'query ($id: ID) { dataAgreement(id: $id) { status termsSha256 terms { act shown masked } } }',
    { id: agreement },
  );
  return agreement;
}

const sha256 = (bytes: string | Buffer): Buffer => createHash('sha256').update(bytes).digest();

/** As the platform computes it, of what it was given. */
const digestOf = (events: readonly Json[]): string =>
  sha256(Buffer.concat(events.map((event) => sha256(canonicalize(event) ?? '')))).toString('hex');
