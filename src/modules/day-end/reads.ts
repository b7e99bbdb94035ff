import { sql } from 'kysely';
import { z } from 'zod';
import { read } from '../../kernel/queries/read.ts';
import { lastDay } from './business-day.ts';

const businessDay = read({
  name: 'day-end.business-day',
  permission: 'day-end.read',
  scope: 'institution',
  title: { en: 'Where the institution’s days stand', zh: '营业日' },
  input: z.object({}),
  cost: 50,
  async run(db, _input, { actor, today }) {
    const { institutionId } = actor;
    const last = await lastDay(db, institutionId);
    const businessDate = last?.opens ?? today;
    const isRunning = last?.status === 'RUNNING';
    const { rows } = await sql<{ behind: number; aside: number }>`
      select count(distinct s.loan_id)::int as behind,
          (select count(distinct loan_id)::int from day_end_exception
            where institution_id = ${institutionId} and day_end_id = ${last?.id ?? null}) as aside
        from loan_standing s
      join loan on loan.institution_id = ${institutionId} and loan.id = s.loan_id
        and loan.status = 'ACTIVE' and loan.position_on < s.valid_from
      where s.institution_id = ${institutionId} and ${isRunning}
        and s.valid_from = ${businessDate}::date`.execute(db);
    const { behind = 0, aside: setAside = 0 } = rows[0] ?? {};
    return { businessDate, dayEnd: isRunning ? last.id : null, behind, setAside };
  },
});

export const dayEndReads = [businessDay];
