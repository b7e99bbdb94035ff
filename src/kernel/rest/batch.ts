import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Actor } from '../auth/actor.ts';
import { attempt, type Call, execute, prepare } from '../commands/execute.ts';
import { translate } from '../commands/translate.ts';
import { entryOf, Refusal, refuse } from '../errors.ts';
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
type Answer = { status: number; answer?: unknown; code?: string; path?: readonly unknown[] };

/** `POST /v1/batch`: a loop over the same commands, a key per line; a later line may use an
 * earlier one's result as `"$0.result.grid"`. */
export function registerBatch(app: FastifyInstance, services: RestVerbServices): void {
  app.post('/v1/batch', async (request, reply) => {
    const actor = await services.authenticate(request.headers.authorization);
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
      answers.push({ status: 200, answer: JSON.parse(text) });
    } catch (error) {
      const refusal = refusalOf(error);
      if (!refusal) run.services.log.error({ err: error, requestId: run.requestId }, 'fault');
      const { code, path } = refusal ?? new Refusal('server.fault');
      answers.push({ status: entryOf(code).status, code, path });
    }
  }
  return answers;
}

/** All lines in one transaction: the first refusal undoes every one and names its line. */
async function together(run: Run): Promise<Answer[]> {
  const { services, actor } = run;
  return services.database.transact({ institutionId: actor.institutionId }, async (tx) => {
    const answers: Answer[] = [];
    const closing = [];
    for (const [index, line] of run.lines.entries()) {
      try {
        const prepared = prepare(services, callOf(run, line, fill(line.input, answers)));
        const attempted = await attempt(services, tx, prepared);
        closing.push(...attempted.closing.statements);
        answers.push({ status: 200, answer: JSON.parse(attempted.outcome.text) });
      } catch (error) {
        const known = translate(error);
        if (!(known instanceof Refusal)) throw known;
        throw refuse(known.code, {
          path: ['lines', index, ...known.path],
          ...(known.details ? { details: known.details } : {}),
        });
      }
    }
    return { value: answers, closing: { statements: closing } };
  });
}

const REFERENCE = /^\$(\d{1,3})((?:\.[A-Za-z0-9]+)+)$/;

/** Replaces `"$<line>.<path>"` by what that line answered. */
function fill(value: unknown, answers: readonly Answer[]): unknown {
  if (Array.isArray(value)) return value.map((each) => fill(each, answers));
  if (value && typeof value === 'object') {
    const members = Object.entries(value).map(([name, each]) => [name, fill(each, answers)]);
    return Object.fromEntries(members);
  }
  const match = typeof value === 'string' ? REFERENCE.exec(value) : null;
  if (!match) return value;
  const parts = (match[2] ?? '').slice(1).split('.');
  let found: unknown = answers[Number(match[1])]?.answer;
  for (const part of parts) found = (found as Record<string, unknown> | null | undefined)?.[part];
  if (found === undefined || found === null)
    throw refuse('input.invalid', { path: [String(value)] });
  return found;
}
