import { openStage, type Setting, type Stage } from '../stage.ts';
import { readVillage } from '../village.ts';
import { applicationsIn } from './applications.ts';
import { type Bank, bankOf } from './bank.ts';
import { confirmClasses } from './classing.ts';
import { collect } from './collecting.ts';
import { grantLoans } from './granting.ts';
import { extend, lookAfter, repayEarly } from './looking-after.ts';
import { writeOff } from './losing.ts';

const DAYS_AGO = { changes: 3, checks: 1, last: 0 };

/**
 * What a bank does with its loans beyond lending on a village's credit, told through the commands
 * its people would send, each on its day: secured loans and a committee, delays pursued into court,
 * classes confirmed, checks, an extension, early repayment, a claim written off, and the end of a
 * business day.
 */
export async function tellLending(setting: Setting): Promise<{ loans: number }> {
  const stage = openStage(setting);
  const bank = await bankOf(stage);
  const { areaCode } = await readVillage(stage);
  const applications = await applicationsIn(stage, areaCode);
  await collect(stage, bank);
  stage.daysAgo(DAYS_AGO.last);
  await writeOff(stage, bank);
  await confirmClasses(stage, bank, setting.today);
  const loans = applications ? await grantLoans(stage, bank, applications) : [];
  stage.daysAgo(DAYS_AGO.changes);
  await extend(stage, bank);
  await repayEarly(stage, bank);
  stage.daysAgo(DAYS_AGO.checks);
  await lookAfter(stage, bank);
  stage.daysAgo(DAYS_AGO.last);
  await endDay(stage, bank);
  return { loans: loans.length };
}

/** Yesterday ends: every loan is moved on to today, and what it asks for is provided. */
async function endDay(stage: Stage, { administrator }: Bank): Promise<void> {
  for (;;) {
    const advance = { command: 'day-end.advance', input: {} };
    const { upToDate } = await stage.perform(administrator, advance);
    if (upToDate) return;
  }
}
