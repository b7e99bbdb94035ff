import { test } from 'tap';
import type { Job } from '../../../src/kernel/jobs/job.ts';
import { runImport } from '../../../src/modules/imports/run-job.ts';
import {
  sampleHouseholdScorecard,
  sampleTakenOverScorecard,
} from '../../../src/modules/ratings/index.ts';
import { testWorker } from '../../helpers/worker.ts';
import { agreeToRating } from '../privacy/agreements.ts';
import { registerAnswered } from '../profiles/answered.ts';
import { type Bench, bench, importFile, importOf, resultsOf, send } from './files.ts';

const RATINGS = { kind: 'ratings' };
const HEADINGS = '客户编号,评分表代码,HAS_BAD_LOAN,JUDGMENT_DEFAULTER,CIRCUMSTANCES';
const TAKEN_OVER = 'SAMPLE_TAKEN_OVER_HOUSEHOLD';

const publish = ({ app }: Bench, content: object) =>
  app.as('administrator').command('scorecard.publish', { content, validFrom: '2026-03-02' });

async function household({ app, manager, grid }: Bench, code: string): Promise<void> {
  const input = { kind: 'HOUSEHOLD', name: '张三', gridId: grid.id, code };
  await agreeToRating(app, await registerAnswered(manager, input));
}

const RATED = `select c.code, r.status, r.grade, r.outcome, r.credit_line_fen::int as line,
    r.inputs, r.items -> 0 -> 'why' ->> 'zh' as why, s.code as card, r.id
  from rating r join customer c on (c.institution_id, c.id) = (r.institution_id, r.customer_id)
  join scorecard s on (s.institution_id, s.id) = (r.institution_id, r.scorecard_id)
  order by c.code`;
type Row = { code: string; status: string; grade: string; inputs: Record<string, unknown> } & {
  why: string;
  card: string;
  line: number;
  id: string;
};

test('rows are rated as by hand, explained, and repeat nothing', async (t) => {
  const b = await bench(t);
  await publish(b, sampleHouseholdScorecard);
  for (const code of ['H-1', 'H-2', 'H-3', 'H-5']) await household(b, code);
  const rows = [
    'H-1,,否,否,无',
    'H-2,,是,否,无',
    'H-3,,否,,无',
    'H-4,,否,否,无',
    'H-5,NOWHERE,否,否,无',
  ];
  const tried = await importFile(b, [HEADINGS, ...rows].join('\n'), { ...RATINGS, dryRun: true });
  t.match(tried, { doneCount: 1, waitingCount: 1, refusedCount: 3 });
  t.same(await b.app.owner(RATED), [], 'a trial rates nobody');
  const made = await importFile(b, [HEADINGS, ...rows].join('\n'), RATINGS);
  t.match(made, { kind: 'RATINGS', doneCount: 1, waitingCount: 1, refusedCount: 3 });
  const results = await resultsOf(b.manager, made.id);
  t.match(results[1], /,2,DONE,/);
  t.match(results[2], /,3,WAITING,rating.decision_awaited,/, 'a veto waits for a person');
  t.match(results[3], /,4,REFUSED,rating.inputs_missing,JUDGMENT_DEFAULTER/);
  t.match(results[4], /,5,REFUSED,object.not_found,customerCode/);
  t.match(results[5], /,6,REFUSED,rating.scorecard_unfit,scorecardCode/);
  const [clean, vetoed] = await b.app.owner<Row>(RATED);
  t.match(clean, { code: 'H-1', status: 'EFFECTIVE', card: 'SAMPLE_HOUSEHOLD', why: /3人÷4人/ });
  t.match(vetoed, { code: 'H-2', status: 'AWAITING_DECISION', outcome: 'REFUSED' });

  const longer = [HEADINGS, ...rows, 'H-5,SAMPLE_HOUSEHOLD,否,否,无'];
  const again = await importFile(b, longer.join('\n'), RATINGS);
  t.match(again, { doneCount: 0, onFileCount: 2, refusedCount: 3, duplicateCount: 1 });
  t.match((await resultsOf(b.manager, again.id))[1], /,ON_FILE,rating.unchanged,/);
  const changed = [HEADINGS, 'H-1,,否,否,家庭成员长期患病', 'H-2,,否,否,无'];
  const other = await importFile(b, changed.join('\n'), RATINGS);
  t.match(other, { waitingCount: 1, refusedCount: 1 });
  t.match((await resultsOf(b.manager, other.id))[2], /REFUSED,rating.decision_awaited/);
});

test('the file is never contradicted, and nobody answers for the panel', async (t) => {
  const b = await bench(t);
  await publish(b, sampleHouseholdScorecard);
  for (const code of ['H-1', 'H-2']) await household(b, code);
  const file = [`${HEADINGS},ASSETS,INTEGRITY`, 'H-1,,否,否,无,123.45,', 'H-2,,否,否,无,300000,8'];
  const made = await importFile(b, file.join('\n'), RATINGS);
  t.match(made, { refusedCount: 2 });
  const results = await resultsOf(b.manager, made.id);
  t.match(results[1], /REFUSED,rating.input_on_file,ASSETS/);
  t.match(results[2], /REFUSED,rating.panel_input,INTEGRITY/);
});

test('a rating made elsewhere is taken over once a person has looked at it', async (t) => {
  const b = await bench(t);
  await publish(b, sampleHouseholdScorecard);
  await publish(b, sampleTakenOverScorecard('HOUSEHOLD'));
  for (const code of ['H-1', 'H-2', 'H-3']) await household(b, code);
  const file = [
    '客户编号,评分表代码,TAKEN_GRADE,TAKEN_SCORE,TAKEN_LINE',
    `H-1,${TAKEN_OVER},良好,76.5,50000.50`,
    `H-2,${TAKEN_OVER},A,76.5,50000`,
    'H-3,,A,90,50000',
  ];
  const made = await importFile(b, file.join('\n'), RATINGS);
  t.match(made, { waitingCount: 1, refusedCount: 2 });
  const results = await resultsOf(b.manager, made.id);
  t.match(results[2], /REFUSED,rating.inputs_invalid/, 'no score of 76.5 is an A');
  t.match(results[3], /REFUSED,rating.scorecard_ambiguous/);
  const [taken] = await b.app.owner<Row>(RATED);
  const inputs = { TAKEN_GRADE: 'B', TAKEN_SCORE: '76.5', TAKEN_LINE: '5000050' };
  t.match(taken, { status: 'AWAITING_DECISION', grade: 'B', inputs, line: 5_000_000 });
  const decide = { id: `rating_${taken?.id}`, accept: true };
  const why = { reason: '核对原系统评级' };
  t.match(await b.manager.refused('rating.decide', decide, why), {
    code: 'rating.separation_of_duties',
  });
  await b.app.as('loan.reviewer').command('rating.decide', decide, why);
  t.match((await b.app.owner<Row>(RATED))[0], { status: 'EFFECTIVE', card: TAKEN_OVER });
});

test('a killed run is gone on with, though a row names somebody more by now', async (t) => {
  const b = await bench(t);
  await publish(b, sampleHouseholdScorecard);
  await household(b, 'H-1');
  const file = [HEADINGS, 'H-1,,否,否,无', 'H-2,,否,否,无'].join('\n');
  const { body } = await send(b.manager, file, RATINGS);
  await b.manager.command('import.start', { id: body.id });
  const dying: Job = {
    ...runImport,
    run: (context) =>
      runImport.run({ ...context, perform: () => Promise.reject(new Error('killed')) }),
  };
  await testWorker(t, b.app, { jobs: [dying] }).due();
  await household(b, 'H-2');
  await b.app.owner('update graphile_worker._private_jobs set run_at = now()');
  await b.worker.due();
  t.match(await importOf(b.manager, body.id), { status: 'DONE', doneCount: 2, refusedCount: 0 });
  t.same(
    (await b.app.owner<Row>(RATED)).map(({ code }) => code),
    ['H-1', 'H-2'],
    'each is rated once',
  );
});
