import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type RawBuilder, sql } from 'kysely';
import type { Actor } from '../../kernel/auth/actor.ts';
import { civilDate } from '../../kernel/clock.ts';
import { execute } from '../../kernel/commands/execute.ts';
import { refuse } from '../../kernel/errors.ts';
import { createFeedAnswers, type Feed, loadOfFeed } from '../../kernel/feed/answer.ts';
import type { FeedView } from '../../kernel/feed/page.ts';
import { feedQuery } from '../../kernel/feed/query.ts';
import { globalId, newId, parseGlobalId } from '../../kernel/ids.ts';
import type { FileServices } from '../../kernel/module.ts';
import { findAgreement, mustBeClient, mustShowFacts } from './agreement.ts';
import { deliverEvents } from './commands/deliver.ts';
import type { View } from './rules.ts';
import { agreedSql, shownSql, type Under, viewRows } from './shown.ts';

export const SHARED_EVENTS_PATH = '/v1/shared-events';
export const PULL = 'shared-event.pull';
/** Each may need the consents of everybody its fact concerns. */
const MOST_PLACES = 10_000;

/**
 * `GET /v1/shared-events`: the feed as an agreement shows it. Whether there is something to show is
 * asked as often as it takes; what leaves is read by the command that writes it down.
 */
export function registerSharedEvents(app: FastifyInstance, services: FileServices): void {
  const feeds = createFeedAnswers(app, services.database);
  const inTurn = createTurns();
  app.get(SHARED_EVENTS_PATH, { config: { load: loadOfFeed } }, async (request, reply) =>
    feeds.page(request, reply, await feedOf({ ...services, inTurn }, request, reply)),
  );
}

type InTurn = <T>(key: string, work: () => Promise<T>) => Promise<T>;
type SharingServices = FileServices & { inTurn: InTurn };

/**
 * Deliveries under one agreement wait for each other's lock: here, and not each on a connection that
 * others need.
 */
function createTurns(): InTurn {
  const last = new Map<string, Promise<unknown>>();
  return (key, work) => {
    const turn = (last.get(key) ?? Promise.resolve()).then(work, work);
    const ended = turn
      .catch(() => undefined)
      .then(() => {
        if (last.get(key) === ended) last.delete(key);
      });
    last.set(key, ended);
    return turn;
  };
}

async function feedOf(
  services: SharingServices,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Feed> {
  const client = async (): Promise<Actor> => {
    const actor = await services.authenticate(request.headers.authorization);
    if (!actor.permissions.has(PULL)) throw refuse('auth.forbidden');
    return actor;
  };
  const { institutionId, personId, clientId } = await client();
  const { filters, ...asked } = feedQuery(request, ['agreement']);
  const agreementId = keyOf(filters.get('agreement'));
  return {
    ...asked,
    reader: `${institutionId} ${personId} ${clientId}`,
    view: async () => viewFor(services, await client(), agreementId),
    async leaving(page, after) {
      // Nothing to show, and not because the agreement ended as it was looked for.
      if (page.count === 0) {
        await viewFor(services, await client(), agreementId);
        return page;
      }
      const range = { from: Number(after) + 1, to: Number(page.cursor) + 1 };
      const delivered = await services.inTurn(agreementId, async () => {
        const calling = { actor: await client(), requestId: request.id };
        return deliver(services, calling, { agreementId, ...range });
      });
      reply.headers({ 'shared-count': String(delivered.count), 'shared-digest': delivered.digest });
      // A page is the members of an array; the brackets come with its answer.
      const pieces = [Buffer.from(delivered.body.slice(1, -1))];
      return { ...page, count: delivered.count, pieces };
    },
  };
}

function keyOf(given: readonly string[] | undefined): string {
  const key = given?.length === 1 ? parseGlobalId(given[0] ?? '') : null;
  if (!given) throw refuse('input.invalid', { path: ['agreement'] });
  if (key?.prefix !== 'dataagreement') throw refuse('object.not_found', { path: ['agreement'] });
  return key.id;
}

/** Asked anew before every look: agreements end while their clients wait. */
async function viewFor(
  { database, clock }: FileServices,
  actor: Actor,
  agreementId: string,
): Promise<FeedView> {
  const { institutionId } = actor;
  const today = civilDate(clock.now());
  const agreement = await findAgreement(database.reader(institutionId), institutionId, agreementId);
  mustShowFacts(mustBeClient(agreement, actor, 'agreement'), today);
  const acts = ((agreement?.views ?? []) as View[]).map(({ act }) => act);
  return {
    institutionId,
    // Counted, not sent: what leaves is read again in the transaction that writes it down.
    event: sql`'0'`,
    where: () => shownAt({ institutionId, agreementId, today }, acts),
    places: MOST_PLACES,
  };
}

/** Whether the fact at a place is shown; asked only of places of agreed kinds. */
const shownAt = (under: Under, acts: readonly string[]): RawBuilder<boolean> => sql<boolean>`
  place.act = any(${[...acts]}::text[]) and exists (
    select from (${agreedSql(under)}) as agreed
    cross join lateral ${shownSql(
      under,
      sql`(
      select place.position, place.entry_id, view.* from ${viewRows(sql`agreed`)}
      where view.act = place.act
        and place.occurred_at >= agreed.facts_from::timestamp at time zone 'Asia/Shanghai')`,
    )} as shown)`;

type Delivered = { count: number; digest: string; body: string };
type Calling = { actor: Actor; requestId: string };
type Asked = { agreementId: string; from: number; to: number };

async function deliver(
  services: FileServices,
  { actor, requestId }: Calling,
  { agreementId, from, to }: Asked,
): Promise<Delivered> {
  const { territories: _, ...client } = actor;
  const { text } = await execute(services, {
    command: deliverEvents.name,
    input: { id: globalId('DataAgreement', agreementId), from, to },
    // The client, allowed this one thing more by the route that answers it.
    actor: { ...client, permissions: new Set([deliverEvents.permission]) },
    envelope: { key: newId(), dryRun: false, reason: null, ifMatch: null },
    requestId,
  });
  return (JSON.parse(text) as { result: Delivered }).result;
}
