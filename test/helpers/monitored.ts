import { monitorInstitution } from '../../src/kernel/journal/monitor/index.ts';
import { program } from '../contracts/everyone.ts';
import { connect } from '../kernel/journal/journal-database.ts';
import type { TestApp } from './app.ts';

const nouns = [...program.model.nouns.values()].map(({ type, table }) => ({ type, table }));

/**
 * What `npm run monitor` has to say of the test's bank, a line each: rows without their facts, and facts
 * without their rows. Whatever was written before it was asked to look is let pass.
 */
export async function monitored(
  t: Parameters<typeof connect>[0],
  app: TestApp,
): Promise<() => Promise<string[]>> {
  await app.owner(
    'update journal_sequencer_state set based_at = pg_snapshot_xmax(pg_current_snapshot())',
  );
  const worker = await connect(t, app.workerUrl);
  return async () => {
    const findings = await monitorInstitution(worker, app.world.bankId, nouns);
    return findings.map(({ kind, says, ...where }) =>
      [kind, ...Object.values(where), says].join(' '),
    );
  };
}
