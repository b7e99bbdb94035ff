import { institutionIds, monitorInstitution } from '../../../src/kernel/journal/monitor/index.ts';
import { createProgram } from '../../../src/program.ts';
import { withClient } from '../../helpers/template.ts';
import type { Invariant } from '../judge.ts';

const told = [...createProgram().model.nouns.values()].map(({ type, table }) => ({ type, table }));

/** What `npm run monitor` says: every row has its facts, every fact its row, of the version it tells. */
export const rows: Invariant = ({ stage }) =>
  withClient(stage.database.workerUrl, async (client) => {
    const faults: string[] = [];
    for (const id of await institutionIds(client)) {
      for (const { kind, says, ...where } of await monitorInstitution(client, id, told)) {
        const what = Object.values(where).join(' ');
        // What was made up refers to what never was.
        if (stage.town.samples && kind === 'row_missing') continue;
        if (!stage.touched.has(what)) faults.push(`${kind}: ${what} ${says}`);
      }
    }
    return faults;
  });
