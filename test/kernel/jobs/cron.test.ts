import { test } from 'tap';
import { chineseMinute, cronItem } from '../../../src/kernel/jobs/cron.ts';
import { checkJobs, type Job } from '../../../src/kernel/jobs/job.ts';
import { createProgram } from '../../../src/program.ts';

const minuteOf = (instant: string) => {
  const at = new Date(instant);
  return {
    min: at.getUTCMinutes(),
    hour: at.getUTCHours(),
    date: at.getUTCDate(),
    month: at.getUTCMonth() + 1,
    dow: at.getUTCDay(),
  };
};

test('a minute is read off a Chinese clock', (t) => {
  const cases: [string, string][] = [
    ['2026-03-02T02:05:00Z', '5 10 2 3 1'],
    ['2026-03-02T16:00:00Z', '0 0 3 3 2'],
    ['2026-12-31T17:30:00Z', '30 1 1 1 5'],
    ['2026-02-28T20:00:00Z', '0 4 1 3 0'],
    ['2028-02-28T20:00:00Z', '0 4 29 2 2'],
  ];
  for (const [instant, wanted] of cases) {
    const { min, hour, date, month, dow } = chineseMinute(
      minuteOf(instant),
      Number(instant.slice(0, 4)),
    );
    t.equal(`${min} ${hour} ${date} ${month} ${dow}`, wanted, instant);
  }
  t.end();
});

test('a pattern is meant in China', (t) => {
  const { match } = cronItem({ name: 'test.daily', cron: '20 0 * * *' });
  t.ok(match(minuteOf('2026-03-02T16:20:00Z')));
  t.notOk(match(minuteOf('2026-03-02T00:20:00Z')));
  const monthly = cronItem({ name: 'test.monthly', cron: '0 1 1 * *' });
  t.ok(monthly.match(minuteOf('2026-03-31T17:00:00Z')));
  t.throws(() => cronItem({ name: 'test.wrong', cron: 'daily' }), /cron/);
  t.end();
});

test('jobs are declared whole', (t) => {
  const { jobs, registry } = createProgram();
  t.ok(jobs.length >= 2);
  for (const { name, cron } of jobs) if (cron) t.ok(cronItem({ name, cron }));
  const commands = new Set(registry.commands.map(({ name }) => name));
  const good = jobs[0] as Job;
  t.doesNotThrow(() => checkJobs([good], commands));
  t.throws(() => checkJobs([good, good], commands), /declared twice/);
  t.throws(() => checkJobs([{ ...good, name: 'x' }], commands), /noun.verb/);
  t.throws(() => checkJobs([{ ...good, commands: ['no.such'] }], commands), /which there is not/);
  t.throws(() => checkJobs([{ ...good, title: { en: 'x', zh: '' } }], commands), /titled/);
  t.end();
});
