import type { Job } from '../../kernel/jobs/job.ts';
import { lastDay, nextToClose } from './business-day.ts';

/** Parts of one run at most; a run that was interrupted goes on with the next one. */
const MOST_PARTS = 100_000;

/** Ends every business day that is over, one after the other, until the civil date is reached. */
export const runDayEnd: Job = {
  name: 'day-end.run',
  title: { en: 'End the business day', zh: '日终处理' },
  cron: '10 0 * * *',
  kinds: ['BANK'],
  commands: ['day-end.advance'],
  async run({ perform, reader, institutionId, businessDate, signal }) {
    const last = await lastDay(reader, institutionId);
    const isOver = last?.status !== 'RUNNING' && nextToClose(last, businessDate) === null;
    const counts = { days: 0, parts: 0, setAside: 0 };
    for (let part = 1; !isOver && part <= MOST_PARTS; part += 1) {
      signal.throwIfAborted();
      const { done, upToDate, setAside } = await perform('day-end.advance', {}, String(part));
      counts.parts += 1;
      counts.setAside += Number(setAside);
      if (done) counts.days += 1;
      if (upToDate) break;
    }
    return counts;
  },
};
