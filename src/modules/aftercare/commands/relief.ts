import { sql } from 'kysely';
import { z } from 'zod';
import { command, type FactObject } from '../../../kernel/commands/command.ts';
import { classed, date, pattern, ref, text } from '../../../kernel/commands/input.ts';
import { addDays } from '../../../kernel/dates.ts';
import type { Tx } from '../../../kernel/db/index.ts';
import { refuse } from '../../../kernel/errors.ts';
import { globalId, newId } from '../../../kernel/ids.ts';
import type { Job } from '../../../kernel/jobs/job.ts';
import { cutPause, loansFor, onDecree, pauseDays, uncut } from '../relief.ts';
import { reliefRulesOn } from '../relief-rules.ts';

const MOST_PLACES = 100;
/** Loans taken in one run, each computed anew; the next run takes the rest. */
const MOST_LOANS = 50;

const result = z.object({ reliefDecree: ref('ReliefDecree') });

export const registerDecree = command({
  name: 'relief-decree.register',
  permission: 'relief-decree.manage',
  scope: 'institution',
  title: { en: 'Register a decree of relief', zh: '登记延期政策' },
  description: {
    en: 'By order of the authorities days of delay do not count for borrowers of some places: from a day on, which lies no further back than the dated rules allow, until another or until somebody ends it. Waits for a second person. The daily run applies it to the loans of those places, later ones included.',
    zh: '根据主管部门文件，对有关区域借款人自某日起（不得早于规则允许的最早日）暂停计算逾期天数，至指定日或终止时恢复。须经第二人审批；由每日作业适用于区域内贷款，含此后发放的贷款。',
  },
  secondPerson: true,
  input: z.object({
    number: classed('C1', text(64)),
    issuer: classed('C1', text(128)),
    areaPrefixes: z
      .array(pattern(/^\d{2,12}$/, 12).describe('A division, never a single grid. 行政区划'))
      .min(1)
      .max(MOST_PLACES),
    pausedFrom: date(),
    pausedUntil: date().optional(),
    evidenceSha256: pattern(/^[0-9a-f]{64}$/, 64),
  }),
  result,
  acts: ['relief-decree.registered'],
  errors: [
    'relief-decree.number_taken',
    'relief-decree.period',
    'relief-decree.too_far_back',
    'relief-decree.area',
  ],
  async handler(tx, input, { actor, emit, today }) {
    const { pausedFrom, pausedUntil = null, areaPrefixes } = input;
    if (pausedUntil !== null && pausedUntil <= pausedFrom) {
      throw refuse('relief-decree.period', { path: ['pausedUntil'] });
    }
    requireRecent(pausedFrom, today);
    const { institutionId } = actor;
    await placesExist(tx, { institutionId, prefixes: areaPrefixes });
    const decree = newId();
    await tx
      .insertInto('relief_decree')
      .values({
        institution_id: institutionId,
        id: decree,
        number: input.number,
        issuer: input.issuer,
        area_prefixes: areaPrefixes,
        paused_from: pausedFrom,
        paused_until: pausedUntil,
        evidence_sha256: input.evidenceSha256,
        registered_by: actor.personId,
      })
      .execute();
    const objects = [{ type: 'ReliefDecree', id: decree, version: 1 }];
    const evidence = input.evidenceSha256;
    emit('relief-decree.registered', objects, { areaPrefixes, pausedFrom, pausedUntil, evidence });
    return { reliefDecree: decree };
  },
});

/** Days long past were counted, reported and acted on: no decree makes them undone. */
function requireRecent(pausedFrom: string, today: string): void {
  const earliest = addDays(today, -reliefRulesOn(today).mostDaysBack);
  if (pausedFrom >= earliest) return;
  throw refuse('relief-decree.too_far_back', { path: ['pausedFrom'], details: { earliest } });
}

/** A place where the institution has no grid has no borrowers either: a slip of the pen. */
async function placesExist(
  tx: Tx,
  { institutionId, prefixes }: { institutionId: string; prefixes: readonly string[] },
): Promise<void> {
  const { rows } = await sql<{ index: number }>`
    select (place.number - 1)::int as index
    from unnest(${prefixes}::text[]) with ordinality as place (code, number)
    where not exists (select from grid where grid.institution_id = ${institutionId}
      and grid.code >= place.code and grid.code < place.code || '~')
    order by place.number limit 1`.execute(tx);
  const [first] = rows;
  if (first) throw refuse('relief-decree.area', { path: ['areaPrefixes', first.index] });
}

export const endDecree = command({
  name: 'relief-decree.end',
  permission: 'relief-decree.manage',
  scope: 'institution',
  title: { en: 'End a decree of relief', zh: '终止延期政策' },
  description: {
    en: 'Days count again from a day on. Waits for a second person; the daily run cuts the pauses of its loans to that day.',
    zh: '自某日起恢复计算逾期天数。须经第二人审批；由每日作业将有关贷款的暂停截止到该日。',
  },
  secondPerson: true,
  on: onDecree,
  input: z.object({ pausedUntil: date() }),
  result,
  acts: ['relief-decree.ended'],
  reasonRequired: true,
  errors: ['relief-decree.ended', 'relief-decree.period'],
  async handler(tx, { pausedUntil }, { actor, emit, target }) {
    if (target.status === 'ENDED') throw refuse('relief-decree.ended');
    const { paused_from: from, paused_until: before } = target;
    if (pausedUntil <= from || (before !== null && pausedUntil > before)) {
      throw refuse('relief-decree.period', { path: ['pausedUntil'] });
    }
    const { version } = await tx
      .updateTable('relief_decree')
      .set({ status: 'ENDED', paused_until: pausedUntil, ended_by: actor.personId })
      .where('institution_id', '=', actor.institutionId)
      .where('id', '=', target.id)
      .returning('version')
      .executeTakeFirstOrThrow();
    const objects = [{ type: 'ReliefDecree', id: target.id, version }];
    emit('relief-decree.ended', objects, { pausedUntil, before });
    return { reliefDecree: target.id };
  },
});

export const applyDecree = command({
  name: 'relief-decree.apply',
  permission: 'relief-decree.apply',
  scope: 'institution',
  title: { en: 'Apply a decree to its loans', zh: '执行延期政策' },
  description: {
    en: 'Pauses the days of loans of its places that it has not reached yet, and cuts the pauses of one that has ended. Runs daily; running it twice does no harm.',
    zh: '对区域内尚未适用的贷款暂停计算逾期天数；政策终止的，将暂停截止到终止日。每日执行，可重复执行。',
  },
  on: onDecree,
  input: z.object({}),
  result: z.object({
    paused: z.number().int(),
    cut: z.number().int(),
    remaining: z.boolean(),
  }),
  acts: ['relief-decree.applied'],
  async handler(tx, _input, { actor, emit, target: decree, now, today }) {
    const relieving = { actor, now, today };
    const objects: FactObject[] = [
      { type: 'ReliefDecree', id: decree.id, version: decree.version },
    ];
    const loans = decree.paused_from > today ? [] : await loansFor(tx, decree, MOST_LOANS);
    for (const loan of loans) objects.push(...(await pauseDays(tx, { decree, loan }, relieving)));
    const cut = decree.status === 'ENDED' ? await uncut(tx, decree, MOST_LOANS) : [];
    for (const relieved of cut) {
      objects.push(...(await cutPause(tx, { decree, relieved }, relieving)));
    }
    emit('relief-decree.applied', objects, { paused: loans.length, cut: cut.length });
    const remaining = loans.length === MOST_LOANS || cut.length === MOST_LOANS;
    return { paused: loans.length, cut: cut.length, remaining };
  },
});

const MAX_RUNS = 20_000;
const DECREES = 100;
/** A decree ended before the daily run came to it still covers its days. */
const LATE_DAYS = 31;

/** Applies every decree that may still have something to do. */
export const applyDecreesDaily: Job = {
  name: 'relief-decree.apply',
  title: { en: 'Apply decrees of relief', zh: '执行延期政策' },
  cron: '5 2 * * *',
  kinds: ['BANK'],
  commands: ['relief-decree.apply'],
  async run({ institutionId, reader, businessDate, perform, signal }) {
    const decrees = await reader
      .selectFrom('relief_decree as d')
      .select('d.id')
      .where('d.institution_id', '=', institutionId)
      .where((where) =>
        where.or([
          where('d.status', '=', 'IN_FORCE'),
          where('d.paused_until', '>=', addDays(businessDate, -LATE_DAYS)),
          where.exists(
            where
              .selectFrom('relief_loan as r')
              .select('r.id')
              .where('r.institution_id', '=', institutionId)
              .whereRef('r.decree_id', '=', 'd.id')
              .where('r.ended', '=', false),
          ),
        ]),
      )
      .orderBy('d.paused_from')
      .orderBy('d.id')
      .limit(DECREES)
      .execute();
    const total = { paused: 0, cut: 0 };
    for (const { id } of decrees) {
      for (let part = 1; part <= MAX_RUNS; part += 1) {
        signal.throwIfAborted();
        const input = { id: globalId('ReliefDecree', id) };
        const done = await perform('relief-decree.apply', input, `${id}-${part}`);
        total.paused += Number(done.paused);
        total.cut += Number(done.cut);
        if (!done.remaining) break;
      }
    }
    return total;
  },
};
