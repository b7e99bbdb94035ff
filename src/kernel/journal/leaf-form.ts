import type { Fact, FactContext } from './leaf.ts';

/** As `journal_leaf` takes them: a leaf that goes beyond could be looked for by nothing. */
const MOST = { act: 128, request: 128, client: 128, type: 64, id: 128 };
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Sees to it that the entry is found by its act, actor, request and objects once it has its place.
 *
 * @throws RangeError naming what does not fit: a fault of the caller, which its transaction ends with
 */
export function requireForm(fact: Fact, { id, actor, requestId }: FactContext): void {
  requireText('act', fact.act, MOST.act);
  requireText('request', requestId, MOST.request);
  if (actor.client !== undefined) requireText('client', actor.client, MOST.client);
  if (!UUID.test(id)) throw new RangeError(`the fact's id is no uuid: ${id}`);
  if (!UUID.test(actor.person)) throw new RangeError(`the actor is no uuid: ${actor.person}`);
  for (const object of fact.objects) {
    requireText('object type', object.type, MOST.type);
    requireText('object id', object.id, MOST.id);
    if (!Number.isSafeInteger(object.version ?? 0)) {
      throw new RangeError(`no version of an object: ${object.version}`);
    }
  }
}

/** Counted in UTF-16 units, of which a text never has fewer than the database counts characters. */
function requireText(what: string, text: string, most: number): void {
  if (text.length > 0 && text.length <= most) return;
  throw new RangeError(`${what} has 1 to ${most} characters, not ${text.length}`);
}
