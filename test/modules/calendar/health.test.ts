import { test } from 'tap';
import { testApp } from '../../helpers/app.ts';

test('banks that will count on an unannounced year are an alarm until they announce it', async (t) => {
  const app = await testApp(t);
  const assumed = async (): Promise<string | undefined> => {
    const { payload } = await app.app.inject({ url: '/metrics', remoteAddress: '127.0.0.1' });
    return /^jingtian_calendars_assumed (\d+)$/m.exec(payload)?.[1];
  };
  app.clock.set('2026-03-02T02:00:00Z');
  t.equal(await assumed(), '0', 'the year is in the software');
  app.clock.set('2094-11-10T02:00:00Z');
  t.equal(await assumed(), '2', 'both banks count on it');
  const announcement = { title: '放假安排', legalBasis: '测试通知', makeUpDays: [] };
  for (const who of ['administrator', 'other.administrator']) {
    const year = { ...announcement, wholeYear: 2095, daysOff: ['2095-01-03'] };
    await app.as(who).command('calendar.announce', year);
  }
  t.equal(await assumed(), '0');
});
