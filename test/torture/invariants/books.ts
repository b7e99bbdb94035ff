import type { TestApp } from '../../helpers/app.ts';
import { look } from '../../walks/checks.ts';
import type { Invariant } from '../judge.ts';
import type { Asked } from '../ledger.ts';

type Row = { id: string };

/** The states of loans and customers are legal, sums are conserved, and agree with the book. */
export const books: Invariant = async ({ stage: { owner, town }, asked }) => {
  const read: TestApp['owner'] = async (text, values) =>
    (await owner.query(text, values)).rows as never;
  const loans = await read<Row>('select id from loan where institution_id = $1', [
    town.institutionId,
  ]);
  const { faults } = await look(
    { owner: read, world: { bankId: town.institutionId } },
    loans.map(({ id }) => id),
  );
  const versions = await read<{ what: string }>(VERSIONS);
  return [
    ...faults,
    ...versions.map(({ what }) => what),
    ...(await registered(read, asked, town.households.length)),
    ...(await repaid(read, asked)),
  ];
};

const doneBy = (asked: readonly Asked[], command: string): Asked[] =>
  asked.filter(({ intent, settled }) => intent.command === command && settled?.outcome === 'DONE');

/** A file tells the version its last fact tells; two facts never made the same version of it. */
const VERSIONS = `select 'customer ' || c.id || ' is at version ' || c.version || ', told ' || told as what
    from customer c join lateral (select max(object_version) as told from journal_object o
      where o.institution_id = c.institution_id and o.object_type = 'Customer'
        and o.object_id = c.id::text) o on true
    where told <> c.version
  union all
  select 'loan ' || l.id || ' is at version ' || l.version || ', told ' || told from loan l
    join lateral (select max(object_version) as told from journal_object o
      where o.institution_id = l.institution_id and o.object_type = 'Loan'
        and o.object_id = l.id::text) o on true
    where told <> l.version`;

/** Files opened are files asked for. */
async function registered(
  read: TestApp['owner'],
  asked: readonly Asked[],
  before: number,
): Promise<string[]> {
  const wanted = before + doneBy(asked, 'customer.register').length;
  const [row] = await read<{ n: number }>('select count(*)::int as n from customer');
  return row?.n === wanted ? [] : [`${row?.n} households are on file, ${wanted} were asked for`];
}

/** Each repayment that was acknowledged is there once, to the fen, and no other. */
async function repaid(read: TestApp['owner'], asked: readonly Asked[]): Promise<string[]> {
  const facts = await read<{ reference: string; fen: string }>(
    `select reference, sum(amount_fen)::text as fen from loan_fact
     where reference like 'T-%' group by reference`,
  );
  const booked = new Map(facts.map(({ reference, fen }) => [reference, fen]));
  const wanted = new Map(
    doneBy(asked, 'loan.repay').map(({ intent: { input } }) => [
      String(input.reference),
      String(Math.round(Number(input.amount) * 100)),
    ]),
  );
  const lost = [...wanted].filter(
    ([reference, fen]) => reference.startsWith('T-') && booked.get(reference) !== fen,
  );
  const more = [...booked].filter(([reference]) => !wanted.has(reference));
  return [
    ...lost.map(([reference]) => `repayment ${reference} is ${booked.get(reference)} fen`),
    ...more.map(([reference]) => `repayment ${reference} was asked for by nobody`),
  ];
}
