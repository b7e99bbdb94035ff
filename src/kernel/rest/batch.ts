import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Actor } from '../auth/actor.ts';
import {
  attempt,
  type Call,
  execute,
  isWaiting,
  prepare,
  recordFailure,
  wordOf,
} from '../commands/execute.ts';
import { translate } from '../commands/translate.ts';
import type { Tx } from '../db/index.ts';
import { entryOf, Refusal, refuse } from '../errors.ts';
import { checkJson } from '../http/json-values.ts';
import { refusalOf } from '../http/refusal-of.ts';
import type { RestVerbServices } from './verbs.ts';

const MAX_LINES = 500;
const MAX_KEY = 128;

export const batchSchema = z.strictObject({
  /** Keep all lines or none, in one transaction. */
  atomic: z.boolean().default(false),
  lines: z
    .array(
      z.strictObject({
        command: z.string().max(64),
        input: z.record(z.string(), z.unknown()).default({}),
        idempotencyKey: z.string().max(MAX_KEY).optional(),
        reason: z.string().max(500).optional(),
        ifMatch: z.number().int().optional(),
      }),
    )
    .min(1)
    .max(MAX_LINES),
});

type Line = z.output<typeof batchSchema>['lines'][number];
type Answer = {
  status: number;
  answer?: unknown;
  code?: string;
  path?: readonly unknown[];
  details?: Record<string, unknown>;
};

/** `POST /v1/batch`: a loop over the same commands, a key per line; a later line may use an
 * earlier one's result as `"$0.result.grid"`. */
export function registerBatch(app: FastifyInstance, services: RestVerbServices): void {
  app.post('/v1/batch', async (request, reply) => {
    const actor = await services.authenticate(request.headers.authorization);
    checkJson(request.body);
    const parsed = batchSchema.safeParse(request.body);
    if (!parsed.success) {
      const path = parsed.error.issues[0]?.path.filter((part) => typeof part !== 'symbol') ?? [];
      throw refuse('input.invalid', { path });
    }
    const { atomic, lines } = parsed.data;
    const run = { services, actor, requestId: request.id, lines };
    const answers = atomic ? await together(run) : await oneByOne(run);
    return reply.code(200).send({ lines: answers });
  });
}

type Run = { services: RestVerbServices; actor: Actor; requestId: string; lines: Line[] };

const callOf = ({ actor, requestId }: Run, line: Line, input: unknown): Call => ({
  command: line.command,
  input,
  actor,
  requestId,
  envelope: {
    key: line.idempotencyKey ?? null,
    dryRun: false,
    reason: line.reason ?? null,
    ifMatch: line.ifMatch ?? null,
  },
});

async function oneByOne(run: Run): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (const line of run.lines) {
    try {
      const input = fill(line.input, answers);
      const { text } = await execute(run.services, callOf(run, line, input));
      answers.push(answerOf(text));
    } catch (error) {
      const refusal = refusalOf(error);
      if (!refusal) run.services.log.error({ err: error, requestId: run.requestId }, 'fault');
      const { code, path, details } = refusal ?? new Refusal('server.fault');
      answers.push({ status: entryOf(code).status, code, path, ...(details ? { details } : {}) });
    }
  }
  return answers;
}

const DONE = 200;
const WAITING = 202;

const answerOf = (text: string): Answer => ({
  status: isWaiting(text) ? WAITING : DONE,
  answer: JSON.parse(text),
});

/** All lines in one transaction: the first refusal undoes every one and names its line. */
async function together(run: Run): Promise<Answer[]> {
  const { services, actor } = run;
  let last: Call | undefined;
  try {
    const done = await services.database.transact(actor, async (tx) => {
      const answers: Answer[] = [];
      const closing = [];
      const words: string[] = [];
      const keys = new Set<string>();
      for (const [index, line] of run.lines.entries()) {
        last = callOf(run, line, line.input);
        const { outcome, closing: own } = await attemptLine(run, tx, {
          index,
          line,
          answers,
          keys,
        });
        closing.push(...own.statements);
        answers.push(answerOf(outcome.text));
        words.push(wordOf(outcome));
      }
      return { value: { answers, words }, closing: { statements: closing } };
    });
    for (const [index, word] of done.words.entries()) {
      services.countCommand(run.lines[index]?.command ?? '', word);
    }
    return done.answers;
  } catch (error) {
    throw last ? await recordFailure(services, last, error) : error;
  }
}

type Placed = {
  index: number;
  line: Line;
  answers: readonly Answer[];
  /** Of the lines before it, and its own from then on. */
  keys: Set<string>;
};

async function attemptLine(run: Run, tx: Tx, { index, line, answers, keys }: Placed) {
  try {
    const prepared = prepare(run.services, callOf(run, line, fill(line.input, answers)));
    const takesTurn = keys.size === 0;
    if (prepared.claim) keepApart(keys, prepared.claim.key);
    const attempted = await attempt(run.services, tx, { ...prepared, takesTurn });
    // A write that breaks something is the fault of this line, not of the batch's end.
    await Promise.all(attempted.closing.sent ?? []);
    return attempted;
  } catch (error) {
    const known = translate(error, run.services.registry.get(line.command));
    if (!(known instanceof Refusal)) throw known;
    throw refuse(known.code, {
      path: ['lines', index, ...known.path],
      ...(known.details ? { details: known.details } : {}),
    });
  }
}

/** A key stands for one line: its answer is stored with the batch's end, where no other would find it. */
function keepApart(keys: Set<string>, key: string): void {
  if (keys.has(key)) throw refuse('idempotency.key_reused');
  keys.add(key);
}

const REFERENCE = /^\$(\d{1,3})((?:\.[A-Za-z0-9]+)+)$/;

type Path = readonly (string | number)[];

/** Replaces `"$<line>.<path>"` by what that line answered. */
function fill(value: unknown, answers: readonly Answer[], path: Path = []): unknown {
  if (Array.isArray(value)) {
    return value.map((each, index) => fill(each, answers, [...path, index]));
  }
  if (value && typeof value === 'object') {
    const members = Object.entries(value).map(([name, each]) => [
      name,
      fill(each, answers, [...path, name]),
    ]);
    return Object.fromEntries(members);
  }
  const match = typeof value === 'string' ? REFERENCE.exec(value) : null;
  if (!match) return value;
  const parts = (match[2] ?? '').slice(1).split('.');
  let found: unknown = answers[Number(match[1])]?.answer;
  for (const part of parts) found = memberOf(found, part);
  if (found === undefined || found === null) throw refuse('input.invalid', { path });
  return found;
}

const memberOf = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Record<string, unknown>)[name]
    : undefined;
