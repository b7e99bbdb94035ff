/** Progress of an import as server-sent events. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Actor } from '../../kernel/auth/actor.ts';
import { refuse } from '../../kernel/errors.ts';
import type { FileServices } from '../../kernel/module.ts';

const EVERY_MS = 500;
/** Then the client asks again: no connection is held for ever. */
const LONGEST_MS = 10 * 60_000;
/** What proxies take for a sign of life. */
const BEAT_EVERY_MS = 15_000;

const FIND = `select status, row_count as "rowCount", done_count as "doneCount",
  refused_count as "refusedCount", on_file_count as "onFileCount",
  duplicate_count as "duplicateCount", waiting_count as "waitingCount"
from import where institution_id = $1 and id = $2`;

type Progress = { status: string } & Record<string, unknown>;
type Wanted = { services: FileServices; actor: Actor; importId: string };

export async function progressOf({ services, actor, importId }: Wanted): Promise<Progress> {
  const { institutionId } = actor;
  const values = [institutionId, importId];
  const { rows } = await services.pipeline.run({ text: FIND, values, institutionId });
  const [row] = rows as Progress[];
  if (!row) throw refuse('object.not_found', { path: ['id'] });
  return row;
}

const hasEnded = ({ status }: Progress): boolean => status === 'DONE' || status === 'CANCELLED';
const eventOf = (progress: Progress): string =>
  `event: progress\ndata: ${JSON.stringify(progress)}\n\n`;

/** An event for every change, the first at once, until the import has ended or `signal` aborts. */
export async function* progressEvents(
  wanted: Wanted,
  first: Progress,
  signal: AbortSignal,
): AsyncGenerator<string> {
  const started = performance.now();
  let told = eventOf(first);
  let spokeAt = started;
  let current = first;
  yield told;
  while (!hasEnded(current) && performance.now() - started < LONGEST_MS) {
    await pause(EVERY_MS, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
    current = await progressOf(wanted);
    const event = eventOf(current);
    const silent = performance.now() - spokeAt > BEAT_EVERY_MS;
    if (event === told && !silent) continue;
    yield event === told ? ': still here\n\n' : event;
    told = event;
    spokeAt = performance.now();
  }
}
