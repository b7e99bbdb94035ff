import tap, { test } from 'tap';
import { demoPeople } from '../../src/demo/people.ts';
import { storyTold } from '../../src/demo/untold.ts';
import { readIdCard } from '../../src/kernel/identifiers.ts';
import { startSequencer } from '../../src/kernel/journal/sequence-loop.ts';
import { maskIdNumber, maskName } from '../../src/kernel/mask.ts';
import { decrypt } from '../../src/kernel/vault/suite.ts';
import { aad } from '../../src/kernel/vault/vault.ts';
import { classesByStandings } from '../../src/modules/classification/index.ts';
import type { Boundary } from '../../src/modules/grids/geometry.ts';
import { pointInBoundary } from '../../src/modules/grids/point-in-boundary.ts';
import { wellField } from '../../src/modules/grids/well-field.ts';
import { loanStates } from '../../src/modules/loans/workflow.ts';
import { judge, listingOf } from '../../src/modules/ratings/judgement.ts';
import { scorecardSchema } from '../../src/modules/ratings/scorecard.ts';
import { storedItem } from '../../src/modules/ratings/stored-rating.ts';
import {
  type LoanFact,
  positionIn,
  replay,
  standingOn,
  standingsOf,
} from '../../src/modules/servicing/index.ts';
import { quietLog, TEST_KEY } from '../helpers/app.ts';
import { undeclaredFacts } from '../helpers/declared-facts.ts';
import { NEVER } from './never.ts';
import { demoDatabase, SMALL, TODAY } from './seeded.ts';

const { db, owner, seed, rows } = await demoDatabase(tap);
const first = await seed();

test('households and businesses of most kinds', async (t) => {
  const kinds = await rows<{ kind: string }>('select distinct kind from customer order by kind');
  t.same(
    kinds.map(({ kind }) => kind).filter((kind) => kind !== 'LEADING_ENTERPRISE'),
    ['COOPERATIVE', 'FAMILY_FARM', 'HOUSEHOLD', 'LARGE_GROWER', 'MERCHANT', 'SMALL_ENTERPRISE'],
  );
});

test('the second time nothing happens', async (t) => {
  t.equal(first.seeded, true);
  const again = await seed();
  t.same([again.seeded, again.rows], [false, {}]);
  const [{ count } = { count: 0 }] = await rows<{ count: number }>(
    'select count(*)::int as count from customer',
  );
  t.equal(count, SMALL.households);
});

test('it is whole once its story is told', async (t) => {
  t.equal((await seed()).isWhole, false);
  await storyTold(db.ownerUrl);
  t.equal((await seed()).isWhole, true);
});

test('what its facts say is declared', async (t) => {
  t.same(await undeclaredFacts(owner), []);
});

test('what must never be is not', async (t) => {
  for (const [what, query] of Object.entries(NEVER)) {
    const found = await rows(`select count(*)::int as count from (${query}) as found`);
    t.same(found, [{ count: 0 }], what);
  }
});

test('as many loans as asked for, at every stage and in every class', async (t) => {
  const states = await rows<{ status: string }>('select distinct status from loan');
  t.same(states.map(({ status }) => status).sort(), [...loanStates].sort());
  const classes = await rows('select distinct loan_class from loan where loan_class is not null');
  t.equal(classes.length, 5);
  const [{ count } = { count: 0 }] = await rows<{ count: number }>(
    'select count(*)::int as count from loan',
  );
  t.ok(count > SMALL.loans * 0.95 && count <= SMALL.loans, `${count} loans`);
});

test('the named people are who they are said to be', async (t) => {
  for (const { code, subject, institution, roleCode } of demoPeople) {
    const [row] = await rows<{ who: Record<string, unknown> }>(
      `select principal('urn:jingtian:demo', $1, $2) || jsonb_build_object('institution',
         (select i.code from login l join institution i using (institution_id)
          where l.subject = $1)) as who`,
      [subject, TODAY],
    );
    t.match(row?.who, { code, roles: [roleCode], institution }, code);
    const grants = row?.who.grants as { scope: string[] }[];
    t.ok(grants.length > 0 && grants.every(({ scope }) => scope.length > 0), `${code} sees`);
  }
});

test('small grids tile their villages, villages their town', async (t) => {
  const bigs = await rows<{ id: string; code: string; boundary: Boundary }>(
    `select id, code, boundary from grid where level = 'BIG' order by code limit 12`,
  );
  for (const big of bigs) {
    const cells = await rows<{ id: string; boundary: Boundary }>(
      'select id, boundary from grid where parent_id = $1',
      [big.id],
    );
    const { gaps, overlaps, outside } = wellField(big.boundary, cells);
    t.same([gaps, overlaps, outside], [[], [], []], big.code);
  }
  const [town] = await rows<{ code: string; boundary: Boundary }>(
    `select code, boundary from area where level = 'TOWNSHIP' order by code limit 1`,
  );
  const villages = await rows<{ id: string; boundary: Boundary }>(
    'select code as id, boundary from area where parent_code = $1',
    [town?.code],
  );
  if (!town) return t.fail('no town');
  const { gaps, overlaps, outside } = wellField(town.boundary, villages);
  t.same([gaps, overlaps, outside], [[], [], []]);
});

test('customers stand in the grid they belong to', async (t) => {
  const customers = await rows<{ longitude: number; latitude: number; boundary: Boundary }>(
    `select c.longitude, c.latitude, g.boundary from customer c join grid g on g.id = c.grid_id
      order by c.code limit 200`,
  );
  const stray = customers.filter(
    ({ longitude, latitude, boundary }) => !pointInBoundary([longitude, latitude], boundary),
  );
  t.same(stray, []);
});

type Sealed = {
  institution_id: string;
  customer_id: string;
  id: string;
  name_mask: string;
  name_cipher: Buffer;
  id_number_mask: string;
  id_number_cipher: Buffer;
  subject: Buffer;
  subject_id: string;
  data_key: Buffer;
  data_key_id: string;
};

test('personal fields open with their own keys and are what the masks say', async (t) => {
  const members = await rows<Sealed>(
    `select m.*, k.wrapped as subject, k.subject_id, d.wrapped as data_key, d.id as data_key_id
      from customer_member m
      join subject_key k on k.subject_id = case when m.head then m.customer_id else m.id end
      join data_key d on d.id = k.data_key_id
      where m.id_number_cipher is not null order by m.id limit 50`,
  );
  t.equal(members.length, 50);
  for (const row of members) {
    const bank = row.institution_id;
    const dataKey = decrypt(TEST_KEY, row.data_key, `${bank}|data_key|${row.data_key_id}`);
    const key = decrypt(dataKey, row.subject, `${bank}|subject_key|${row.subject_id}`);
    const place = { subjectId: row.subject_id, table: 'customer_member', rowId: row.id };
    const open = (column: 'name_cipher' | 'id_number_cipher') =>
      decrypt(key, row[column], aad(bank, { ...place, column })).toString('utf8');
    t.equal(maskName(open('name_cipher')), row.name_mask);
    const idNumber = open('id_number_cipher');
    t.equal(maskIdNumber(idNumber), row.id_number_mask);
    t.ok(readIdCard(idNumber, TODAY).ok, 'a valid number');
  }
});

type StoredRating = Record<'inputs' | 'items' | 'lines' | 'content', object> & {
  findings: { code: string }[];
  area_code: string;
  score: string;
  grade: string;
};

test('ratings computed again from what is stored are the same', async (t) => {
  const ratings = await rows<StoredRating>(
    `select r.inputs, r.items, r.lines, r.findings, r.area_code, r.score, r.grade, s.content
      from rating r join scorecard s on s.id = r.scorecard_id order by r.id limit 100`,
  );
  for (const stored of ratings) {
    const { inputs, area_code: areaCode, findings } = stored;
    const card = scorecardSchema.parse(stored.content);
    const again = judge(card, inputs as never, { areaCode, listing: listingOf(findings) });
    if (!('judgement' in again)) return t.fail(JSON.stringify(again.errors));
    const { items, lines, score, grade } = again.judgement;
    t.same(
      { items: items.map(storedItem), lines, score, grade, findings: again.judgement.findings },
      {
        items: stored.items,
        lines: stored.lines,
        score: stored.score,
        grade: stored.grade,
        findings,
      },
    );
  }
});

type StoredLoan = {
  id: string;
  amount_fen: string;
  annual_rate: string;
  term_months: number;
  repayment_method: 'EQUAL_INSTALMENTS';
  day_count: 'ACTUAL_365';
  drawn_on: string;
  loan_class: string;
  overdue_days: number;
  outstanding: string;
  repaid: { paidOn: string; amount: string }[] | null;
};

test('a loan stands where the rules put it, gone through day by day', async (t) => {
  const loans = await rows<StoredLoan>(
    `select l.id, l.amount_fen, l.annual_rate::float8::text as annual_rate, l.term_months,
        l.repayment_method, l.day_count, l.disbursed_on::text as drawn_on, l.loan_class,
        l.overdue_days, l.outstanding_total_fen as outstanding,
        (select jsonb_agg(jsonb_build_object('paidOn', f.occurred_on, 'amount', f.amount_fen::text)
           order by f.occurred_on) from loan_fact f
         where f.loan_id = l.id and f.kind = 'REPAID') as repaid
      from loan l where l.disbursed_on is not null
      order by l.loan_class = 'NORMAL', l.id limit 70`,
  );
  for (const loan of loans) {
    const terms = {
      annualRatePercent: loan.annual_rate,
      months: loan.term_months,
      method: loan.repayment_method,
      dayCount: loan.day_count,
    };
    const repaid = (loan.repaid ?? []).map(({ paidOn, amount }, index): LoanFact => {
      const reference = String(index);
      return { kind: 'REPAID', amountFen: BigInt(amount), occurredOn: paidOn, reference };
    });
    const amountFen = BigInt(loan.amount_fen);
    const paidOut = { amountFen, occurredOn: loan.drawn_on, reference: '' };
    const standings = standingsOf(replay(terms, [{ kind: 'DISBURSED', ...paidOut }, ...repaid]));
    const standing = standingOn(standings, TODAY);
    if (!standing) throw new Error('paid out, and nowhere');
    const position = positionIn(standing, TODAY);
    const { periods } = classesByStandings(standings, { on: TODAY });
    t.same(
      [periods.at(-1)?.loanClass, position.overdueDays, position.outstandingTotalFen],
      [loan.loan_class, loan.overdue_days, BigInt(loan.outstanding)],
      loan.id,
    );
  }
});

test('the history of a settled loan can be read back, in order', async (t) => {
  const sequencer = startSequencer({ url: db.sequencerUrl, periodMs: 3_600_000, log: quietLog });
  t.teardown(() => sequencer.stop());
  await sequencer.tick();
  const [unplaced] = await rows<{ count: number }>(
    `select count(*)::int as count from journal_entry e
      left join journal_position p on p.entry_id = e.id where p.position is null`,
  );
  t.equal(unplaced?.count, 0);
  const history = await rows<{ act: string; version: string }>(
    `select p.act, o.object_version as version
      from journal_object o join journal_position p using (institution_id, position)
      where o.object_type = 'Loan' and o.object_version is not null and o.object_id = (
        select id::text from loan where status = 'SETTLED' order by id limit 1)
      order by p.position`,
  );
  const acts = history.map(({ act }) => act);
  t.same(acts.slice(0, 13), [
    'loan.applied',
    'loan.submitted',
    'loan.investigated',
    'loan.investigated',
    'loan.reviewed',
    'loan.approved',
    'loan.cost-disclosed',
    'loan.cost-confirmed',
    'loan.signed',
    'loan.drawing-requested',
    'loan.drawing-checked',
    'loan.disbursement-instructed',
    'loan.disbursement-confirmed',
  ]);
  t.equal(acts.at(-1), 'loan.settled');
  t.same(
    history.map(({ version }) => Number(version)),
    history.map((_, index) => index + 1),
  );
});
