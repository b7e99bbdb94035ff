import { addDays } from '../../../kernel/dates.ts';
import type { Stage } from '../stage.ts';
import type { Bank } from './bank.ts';

const MONTHS_IN_A_QUARTER = 3;
/** Days after the end of a quarter on which its list is looked at. */
const LOOKED_AT_AFTER = 5;
/** The county, as its code begins. */
const COUNTY = '429005';

/** The last quarter that was over by then. */
export function quarterEndBefore(day: string): string {
  const [year = 0, month = 0] = day.split('-').map(Number);
  const first = Math.floor((month - 1) / MONTHS_IN_A_QUARTER) * MONTHS_IN_A_QUARTER + 1;
  return addDays(`${year}-${String(first).padStart(2, '0')}-01`, -1);
}

/** Three people who lend to nobody confirm the classes of the county as of the quarter's end. */
export async function confirmClasses(stage: Stage, bank: Bank, today: string): Promise<void> {
  const asOf = quarterEndBefore(addDays(today, -LOOKED_AT_AFTER));
  stage.onDay(addDays(asOf, LOOKED_AT_AFTER));
  const { loanClassRound: id } = await stage.perform(bank.riskOfficer, {
    command: 'class-round.open',
    input: { asOf, areaCode: COUNTY },
  });
  const input = { id, opinion: '与清单一致，同意' };
  await stage.perform(bank.riskManager, { command: 'class-round.determine', input });
  await stage.perform(bank.riskApprover, { command: 'class-round.approve', input });
}
