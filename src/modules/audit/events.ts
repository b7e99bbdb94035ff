import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type RawBuilder, sql } from 'kysely';
import { type Actor, actingBy, scopeShape } from '../../kernel/auth/actor.ts';
import { refuse } from '../../kernel/errors.ts';
import { createFeedAnswers, type Feed, loadOfFeed, wantsStream } from '../../kernel/feed/answer.ts';
import { cloudEvent } from '../../kernel/feed/cloud-event.ts';
import type { Window } from '../../kernel/feed/page.ts';
import { feedQuery } from '../../kernel/feed/query.ts';
import { idPrefix, parseGlobalId } from '../../kernel/ids.ts';
import type { FileServices } from '../../kernel/module.ts';
import type { Model } from '../../kernel/queries/model.ts';

export const EVENTS_PATH = '/v1/events';
/** The facts of a log without the words of reasons, which `journal.read` shows. */
export const FOLLOW = 'journal.follow';

const MAX_NAMED = 50;

/** `GET /v1/events`: every fact of the institution in the order of its log, page by page or live. */
export function registerEvents(app: FastifyInstance, services: FileServices): void {
  const feeds = createFeedAnswers(app, services.database);
  app.get(EVENTS_PATH, { config: { load: loadOfFeed } }, async (request, reply) => {
    const feed = await feedOf(services, request);
    return wantsStream(request)
      ? feeds.stream(request, reply, feed)
      : feeds.page(request, reply, feed);
  });
}

async function feedOf(services: FileServices, request: FastifyRequest): Promise<Feed> {
  const reader = async (): Promise<Actor> => {
    const actor = await services.authenticate(request.headers.authorization);
    mayFollow(actor);
    return actor;
  };
  let known: Actor | undefined = await reader();
  const { institutionId, personId, clientId } = known;
  const { filters, ...asked } = feedQuery(request, ['act', 'actPrefix', 'object']);
  const where = shown(services.model, filters);
  return {
    ...asked,
    reader: `${institutionId} ${personId} ${clientId}`,
    async view() {
      const actor = known ?? (await reader());
      known = undefined;
      return { institutionId: actor.institutionId, event: cloudEvent, where };
    },
  };
}

/** A log concerns every territory: who holds the permission in a part of them sees none of it. */
function mayFollow(actor: Actor): void {
  const whole = scopeShape(actingBy(actor, FOLLOW)) === 'all';
  if (!actor.permissions.has(FOLLOW) || !whole) throw refuse('auth.forbidden');
}

type Condition = (window: Window) => RawBuilder<boolean>;

/** One of the acts, or of a family of them; about one of the objects. */
function shown(model: Model, filters: ReadonlyMap<string, string[]>): Condition {
  for (const [name, values] of filters) {
    if (values.length > MAX_NAMED) throw refuse('input.invalid', { path: [name] });
  }
  const { act = [], actPrefix = [], object = [] } = Object.fromEntries(filters);
  const conditions: Condition[] = [];
  if (act.length + actPrefix.length > 0) conditions.push(ofActs(act, actPrefix));
  if (object.length > 0) conditions.push(about(object.map((id) => objectOf(model, id))));
  return (window) => sql.join([sql`true`, ...conditions.map((each) => each(window))], sql` and `);
}

/** Acts are of small letters, dots and hyphens, which all come before a tilde. */
const ofActs =
  (acts: readonly string[], families: readonly string[]): Condition =>
  () =>
    sql`(place.act = any(${[...acts]}::text[]) or exists (
    select from unnest(${[...families]}::text[]) as family (prefix)
     where place.act >= family.prefix and place.act < family.prefix || '~'))`;

type Named = { type: string; id: string };

function objectOf(model: Model, globalId: string): Named {
  const key = parseGlobalId(globalId);
  const type = [...model.nouns.keys()].find((each) => idPrefix(each) === key?.prefix);
  if (!key || !type) throw refuse('input.invalid', { path: ['object'] });
  return { type, id: key.id };
}

const about =
  (objects: readonly Named[]): Condition =>
  ({ after, last }) =>
    sql`place.position in (
    select about.position
      from unnest(${objects.map(({ type }) => type)}::text[],
                  ${objects.map(({ id }) => id)}::text[]) as named (type, id)
      join journal_object as about on about.institution_id = place.institution_id
        and about.object_type = named.type and about.object_id = named.id
        and about.position > ${after} and about.position <= ${last})`;
