import type { Logger } from 'pino';
import { type Actor, actingBy } from '../auth/actor.ts';
import {
  type Closing,
  type Database,
  type StatementConfig,
  type Tx,
  together,
} from '../db/index.ts';
import { entryOf, Refusal, refuse } from '../errors.ts';
import { forbiddenContent } from '../forbidden-content.ts';
import { type ApprovalNeed, approvalNeeded, requestApproval } from './approval-policy.ts';
import type { Command } from './command.ts';
import { factsStatement } from './facts.ts';
import {
  answered,
  type Claim,
  checkKey,
  digestOf,
  fingerprintText,
  repeatSafely,
  settle,
  takeTurn,
} from './idempotency.ts';
import { invalidInput, WITH_TYPES } from './invalid-input.ts';
import { judge, type Looked, look, type PerformServices, perform, type Ready } from './perform.ts';
import { translate } from './translate.ts';

/** What travels beside an input. Closed: a new field needs a decision record. */
export type Envelope = {
  key: string | null;
  dryRun: boolean;
  reason: string | null;
  /** The version the caller read; null to act on whatever is there. */
  ifMatch: number | null;
};

export type Call = {
  command: string;
  input: unknown;
  actor: Actor;
  envelope: Envelope;
  requestId: string;
};

/** The answer's JSON, `{"result":..,"approval":..}`, byte for byte the same on every replay. */
export type Outcome = { text: string; replayed: boolean };

export type CommandServices = PerformServices & {
  database: Database;
  log: Logger;
  /** One command has ended: `done`, `replayed`, `waiting`, or the code of its refusal. */
  countCommand(command: string, outcome: string): void;
};

const MAX_REASON = 500;

/** Runs one command: checked, claimed, performed, journalled and answered in one transaction. */
export async function execute(services: CommandServices, call: Call): Promise<Outcome> {
  try {
    const prepared = prepare(services, call);
    const { institutionId } = call.actor;
    const { dryRun } = call.envelope;
    const outcome = await services.database.transact({ institutionId, dryRun }, async (tx) => {
      const attempted = await attempt(services, tx, prepared);
      return { value: attempted.outcome, closing: attempted.closing };
    });
    services.countCommand(prepared.ready.command.name, wordOf(outcome));
    if (dryRun && prepared.ready.command.probing) {
      await journalAfterwards(services, call, { act: 'command.tried', data: {} });
    }
    return outcome;
  } catch (error) {
    throw await recordFailure(services, call, error);
  }
}

/** Counts and, where it was judged, journals a command that did not happen; returns why not. */
export async function recordFailure(
  services: CommandServices,
  call: Call,
  error: unknown,
): Promise<unknown> {
  const command = services.registry.get(call.command);
  const known = translate(error, command);
  if (command) {
    services.countCommand(call.command, known instanceof Refusal ? known.code : 'fault');
  }
  if (known instanceof Refusal) await journalRefusal(services, call, known);
  return known;
}

/** Whether a stored answer is that of a command waiting for a second person. */
export const isWaiting = (text: string): boolean => text.startsWith('{"result":null,"approval":{');

export function wordOf({ text, replayed }: Outcome): string {
  if (replayed) return 'replayed';
  return isWaiting(text) ? 'waiting' : 'done';
}

export type Prepared = { ready: Ready; call: Call; claim: Claim | null };

/** Everything that can be refused without a transaction. */
export function prepare(services: CommandServices, call: Call): Prepared {
  const { actor, envelope } = call;
  const command = services.registry.get(call.command);
  if (!command) throw refuse('request.not_found');
  permit(command, actor);
  // What changes nothing would answer in full and undo only its entry in the journal.
  if (envelope.dryRun && command.repeatable) throw refuse('command.no_dry_run');
  const schema = services.registry.inputOf(command);
  const parsed = schema.safeParse(call.input, WITH_TYPES);
  if (!parsed.success) throw invalidInput(parsed.error.issues);
  const reason = reasonOf(command, envelope);
  const keyed = !envelope.dryRun && !command.repeatable;
  const { ifMatch } = envelope;
  const acting = actingBy(actor, command.permission);
  const ready = { command, schema, input: parsed.data, actor: acting, reason, ifMatch };
  if (!keyed) return { ready, call, claim: null };
  const key = checkKey(envelope.key);
  const { personId } = actor;
  const asked = { personId, command: command.name, ifMatch, input: call.input };
  const text = fingerprintText(asked);
  const fingerprints = services.vault.fingerprints(text);
  return { ready, call, claim: { actor, key, digest: digestOf(actor, key), fingerprints } };
}

function permit(command: Command, actor: Actor): void {
  if (!mayRun(command, actor)) throw forbidden(actor, command.permission);
}

/** Says what is missing: the permission, or its reach over the whole institution. */
export const forbidden = (actor: Actor, permission: string): Refusal =>
  refuse('auth.forbidden', {
    details: actor.permissions.has(permission) ? { scope: 'INSTITUTION' } : { permission },
  });

export const mayRun = (command: Command, actor: Actor): boolean =>
  actor.permissions.has(command.permission) &&
  (command.scope !== 'institution' || actingBy(actor, command.permission).scope.includes(''));

function reasonOf(command: Command, { reason }: Envelope): string | null {
  const given = reason?.trim() || null;
  if (given === null && command.reasonRequired) {
    throw refuse('command.reason_required', { path: ['reason'] });
  }
  if (given && (given.length > MAX_REASON || !given.isWellFormed() || given.includes('\0'))) {
    throw refuse('input.invalid', { path: ['reason'] });
  }
  if (given && forbiddenContent(given)) {
    throw refuse('privacy.forbidden_content', { path: ['reason'] });
  }
  return given;
}

type Attempt = { outcome: Outcome; closing: Closing };

/**
 * The part inside the transaction; safe to run again from the start. A transaction of many commands
 * takes the turn of one of them: a turn for each would fill the server's table of locks.
 */
export async function attempt(
  services: CommandServices,
  tx: Tx,
  { takesTurn = true, ...prepared }: Prepared & { takesTurn?: boolean },
): Promise<Attempt> {
  const { ready, claim: wanted } = prepared;
  // All at once, the key first: whoever waits for a twin waits before any row is locked.
  const [, stored, need, looked] = await together([
    wanted && takesTurn ? takeTurn(tx, wanted) : undefined,
    wanted ? answered(tx, wanted) : null,
    approvalNeeded(tx, ready),
    look(services, tx, ready),
  ]);
  if (stored !== null) {
    return { outcome: { text: stored, replayed: true }, closing: { statements: [repeatSafely] } };
  }
  const decided = { prepared, need, looked };
  const { answer, statement, sent } = await answerOf(services, tx, decided);
  const text = JSON.stringify(answer);
  const statements = [statement, ...(wanted ? [settle(wanted, text)] : [])];
  return { outcome: { text, replayed: false }, closing: { statements, sent } };
}

type Answered = {
  answer: { result: unknown; approval: unknown };
  statement: StatementConfig;
  sent?: readonly Promise<unknown>[];
};

type Decided = { prepared: Prepared; need: ApprovalNeed | null; looked: Looked };

/** In a dry run: the command itself would wait for a second person. */
const REQUIRED = { id: null, status: 'REQUIRED' };

async function answerOf(
  services: CommandServices,
  tx: Tx,
  { prepared, need, looked }: Decided,
): Promise<Answered> {
  const { ready, call, claim: wanted } = prepared;
  const now = services.clock.now();
  const setting = { ready, now, requestId: call.requestId, keyDigest: wanted?.digest };
  // A dry run shows what the second person would let happen; like any, it is rolled back.
  if (need && !call.envelope.dryRun) {
    judge(services, ready, looked);
    const { approval, fact } = await requestApproval(services, tx, { ready, raw: call.input });
    return { answer: { result: null, approval }, statement: factsStatement([fact], setting) };
  }
  const { result, facts, sent } = await perform(services, tx, { ready, looked });
  const answer = { result, approval: need && REQUIRED };
  return { answer, statement: factsStatement(facts, setting), sent };
}

const FIRST_JUDGEMENT = 401;
const FIRST_FAULT = 500;

/** What was judged is kept; what did not even have the shape of a command (400) is not. */
function isJournalled({ code }: Refusal): boolean {
  const { status } = entryOf(code);
  return status >= FIRST_JUDGEMENT && status < FIRST_FAULT;
}

/**
 * A refusal leaves its own fact, after the rollback; failing to write it never masks it, unless it
 * answers a probe. Trying out what tells nothing leaves none.
 */
async function journalRefusal(
  services: CommandServices,
  call: Call,
  refusal: Refusal,
): Promise<void> {
  const command = services.registry.get(call.command);
  const { dryRun } = call.envelope;
  if (!command || (dryRun && !command.probing) || !isJournalled(refusal)) return;
  const data = { code: refusal.code, path: [...refusal.path], ...(dryRun ? { dryRun } : {}) };
  try {
    await journalAfterwards(services, call, { act: 'command.refused', data });
  } catch (error) {
    if (dryRun) throw error;
    services.log.error({ err: error, command: command.name }, 'a refusal was not journalled');
  }
}

type Afterwards = {
  act: 'command.refused' | 'command.tried';
  data: Readonly<Record<string, unknown>>;
};

/** A fact about a command that changed nothing, in a transaction of its own. */
async function journalAfterwards(
  services: CommandServices,
  call: Call,
  { act, data }: Afterwards,
): Promise<void> {
  const command = services.registry.get(call.command);
  const fact = { act, objects: [], data: { command: call.command, ...data } };
  const ready = { command, actor: call.actor, reason: null } as unknown as Ready;
  const setting = { ready, now: services.clock.now(), requestId: call.requestId };
  const { institutionId } = call.actor;
  const statement = factsStatement([fact], setting);
  await services.database.pipeline.run({ ...statement, institutionId });
}
