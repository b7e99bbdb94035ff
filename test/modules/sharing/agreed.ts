import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import { startSequencer } from '../../../src/kernel/journal/sequence-loop.ts';
import { quietLog, type TestApp } from '../../helpers/app.ts';

export const PLATFORM = 'government.platform';
export const BODY = 'QJ-GOV';
export const DIGEST = 'd'.repeat(64);

/** The machine that pulls for the body; the world founds people. */
export async function foundPlatform(app: TestApp): Promise<string> {
  const key = app.world.people[PLATFORM] ?? '';
  await app.owner(`update person set kind = 'SYSTEM' where id = $1`, [key]);
  return `person_${key}`;
}

export type Term = { act: string; objects?: string[]; shown?: string[]; masked?: string[] };
export type Drafted = {
  code?: string;
  clientId: string;
  grade?: 'COUNTS' | 'FACTS' | 'PERSONS';
  terms: readonly Term[];
  areaCodes?: readonly string[];
  [more: string]: unknown;
};

/** What a draft says; facts of the whole of 2025 and 2026 so far. */
export const draftOf = ({ code = 'SHARE-1', ...given }: Drafted) => ({
  code,
  bodyCode: BODY,
  bodyName: '潜江市社会治理中心',
  purpose: '基层治理与普惠金融协同',
  legalBasis: '《中华人民共和国个人信息保护法》第二十三条',
  grade: 'FACTS',
  areaCodes: ['429005'],
  factsFrom: '2025-01-01',
  validFrom: '2026-01-01',
  validTo: '2027-01-01',
  ...(given.grade === 'PERSONS' ? { assessmentSha256: 'e'.repeat(64) } : {}),
  ...given,
});

export const DRAFTER = 'data.protection.officer';
export const APPROVER = 'administrator';

/** An agreement that has been approved; its id. */
export async function agreeOn(app: TestApp, drafted: Drafted): Promise<string> {
  const { agreement: id } = await app.as(DRAFTER).command('data-agreement.draft', draftOf(drafted));
  const { termsSha256 } = await app.as(DRAFTER).command('data-agreement.propose', { id });
  const approval = { id, termsSha256, signedSha256: DIGEST };
  await app.as(APPROVER).command('data-agreement.approve', approval);
  return id;
}

/** Gives their places to all entries committed so far. */
export async function sequence(app: TestApp): Promise<void> {
  const sequencer = startSequencer({ url: app.sequencerUrl, periodMs: 60_000, log: quietLog });
  await sequencer.tick();
  await sequencer.stop();
}

// biome-ignore lint/suspicious/noExplicitAny: answers are asserted on, field by field
export type Event = any;

export type Pulled = {
  status: number;
  code: string | undefined;
  events: Event[];
  cursor: number;
  head: number;
  digest: string | undefined;
  text: string;
};

export type Pull = { agreement: string; after?: number | string; limit?: number; wait?: number };

/** `GET /v1/shared-events` as a client. */
export async function pull(app: TestApp, asked: Pull, client = PLATFORM): Promise<Pulled> {
  const query = new URLSearchParams(
    Object.entries(asked).map(([name, value]) => [name, String(value)]),
  );
  const url = `/v1/shared-events?${query}`;
  const { status, headers, body, text } = await app.as(client).rest({ method: 'GET', url });
  const parsed = Array.isArray(body) || typeof body === 'object' ? body : JSON.parse(text);
  return {
    status,
    code: parsed.code,
    events: Array.isArray(parsed) ? parsed : [],
    cursor: Number(headers['feed-cursor']),
    head: Number(headers['feed-head']),
    digest: headers['shared-digest'] as string | undefined,
    text,
  };
}

/** As the other side computes it: of what it parsed, with a library of its own. */
export function digestOf(events: readonly Event[]): string {
  const sorted = events.toSorted((a, b) => Number(a.id) - Number(b.id));
  const hash = createHash('sha256');
  for (const event of sorted) {
    hash.update(
      createHash('sha256')
        .update(canonicalize(event) ?? '')
        .digest(),
    );
  }
  return hash.digest('hex');
}
