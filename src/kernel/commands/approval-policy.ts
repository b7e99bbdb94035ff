import { Decimal } from 'decimal.js';
import type { Tx } from '../db/index.ts';
import { refuse } from '../errors.ts';
import { globalId, newId } from '../ids.ts';
import type { Vault } from '../vault/vault.ts';
import type { Command, EmittedFact } from './command.ts';
import type { Ready } from './perform.ts';
import { definitionOf, metaOf, unwrap, walk } from './schema-walk.ts';
import { type RawRow, sendRaw } from './send.ts';

const POLICY = `select field, at_least from approval_policy
where institution_id = $1 and command in ($2, $3) and active`;

/** Why a second person is needed: always (null), or because of this field. */
export type ApprovalNeed = { field: string | null };

/** Commands that decide requests never wait for a decision themselves; setting a policy may. */
const EXEMPT = /^approval\.(approve|reject)$/;

const isExempt = ({ name, repeatable }: Command): boolean =>
  EXEMPT.test(name) || repeatable === true;

type Threshold = { field?: string | undefined; atLeast?: string | undefined };

/** A policy that would never ask for a second person, or fail every time, is not kept. */
export function checkPolicy(command: Command, { field, atLeast }: Threshold): void {
  const unusable = (path: string) => refuse('approval.policy_unusable', { path: [path] });
  if (isExempt(command)) throw unusable('command');
  if (field === undefined && atLeast !== undefined) throw unusable('field');
  if (field !== undefined && !isNumeric(command, field)) throw unusable('field');
  if (field !== undefined && atLeast === undefined) throw unusable('atLeast');
}

function isNumeric({ input }: Command, field: string): boolean {
  if (!Object.hasOwn(input.shape, field)) return false;
  const { schema } = unwrap(input.shape[field] as typeof input);
  const scalar = metaOf(schema).graphql ?? definitionOf(schema).type;
  return ['Money', 'Decimal', 'number'].includes(scalar);
}

/** Decided before the handler, from the input and the institution's policy alone. */
export async function approvalNeeded(tx: Tx, ready: Ready): Promise<ApprovalNeed | null> {
  // A job does what was decided when its time was set; nobody is there to be its second person.
  if (isExempt(ready.command) || ready.actor.system) return null;
  if (ready.command.secondPerson) return { field: null };
  const { name, governedBy = name } = ready.command;
  const values = [ready.actor.institutionId, name, governedBy];
  const policies = await sendRaw(tx, { text: POLICY, values });
  const needs = policies.map((policy) => needOf(policy, ready));
  return needs.find((need) => need !== null) ?? null;
}

function needOf(policy: RawRow, { input }: Ready): ApprovalNeed | null {
  if (policy.field === null) return { field: null };
  const field = String(policy.field);
  const value = input[field];
  if (value === undefined || value === null) return null;
  // Money is held in fen; a policy names yuan, as everything outside does.
  const number = typeof value === 'bigint' ? new Decimal(value.toString()).div(100) : value;
  const reached = new Decimal(String(number)).gte(String(policy.at_least));
  return reached ? { field } : null;
}

type Requested = { ready: Ready; raw: unknown };

/** Where a stored input belongs; it may hold personal data, so it is sealed under its own key. */
export const inputPlace = (requestId: string) => ({
  subjectId: requestId,
  table: 'approval_request',
  column: 'input_cipher',
  rowId: requestId,
});

/** What the request is about, so that its words go when a person is erased. */
function targetOf({ command, schema, input }: Ready): string | null {
  if (command.on) return String(input.id);
  const customers = new Set<string>();
  walk(schema, input, ({ noun }, key) => {
    if (noun === 'Customer') customers.add(String(key));
  });
  const [only = null] = customers;
  return customers.size === 1 ? only : null;
}

/** Puts the command into the queue, as it was sent. */
export async function requestApproval(
  { vault }: { vault: Vault },
  tx: Tx,
  { ready, raw }: Requested,
): Promise<{ approval: { id: string; status: string }; fact: EmittedFact }> {
  const { actor, command } = ready;
  const id = newId();
  const sealed = JSON.stringify({ input: raw, ifMatch: ready.ifMatch });
  const input_cipher = await vault.seal(tx, actor.institutionId, inputPlace(id), sealed);
  await tx
    .insertInto('approval_request')
    .values({
      institution_id: actor.institutionId,
      id,
      command: command.name,
      input_cipher,
      target_id: targetOf(ready),
      maker_id: actor.personId,
      maker_reason: ready.reason,
    })
    .execute();
  const fact = {
    act: 'approval.requested',
    objects: [{ type: 'ApprovalRequest', id }],
    data: { command: command.name },
  };
  return { approval: { id: globalId('ApprovalRequest', id), status: 'PENDING' }, fact };
}
