/** Everybody of an institution rated anew where a rating is due, chunk after chunk. */
import { sql } from 'kysely';
import type { Job, JobContext } from '../../kernel/jobs/job.ts';
import { cardsInForce } from './cards.ts';

type Counts = { rated: number; awaiting: number; upToDate: number; notRated: number };

/**
 * By the one card in force for each kind of customer, from what the files answer. Who has a rating by
 * this edition keeps it; what needs a person waits for one. A run that is killed goes on where it was.
 */
export const rateCounty: Job = {
  name: 'rating.rate-county',
  title: { en: 'Rate the whole county', zh: '全辖批量评级' },
  kinds: ['BANK'],
  commands: ['rating.rate-many'],
  async run(context) {
    const { institutionId, businessDate: today, reader } = context;
    const cards = await cardsInForce(reader, { institutionId, today });
    const kinds = Map.groupBy(cards, ({ card }) => card.customerKind);
    const counties = await countiesOf(context);
    const total: Counts = { rated: 0, awaiting: 0, upToDate: 0, notRated: 0 };
    for (const [customerKind, [, second]] of kinds) {
      // Which of several cards counts is for a person to say.
      if (second) continue;
      for (const areaCode of counties) await rateArea(context, { customerKind, areaCode }, total);
    }
    return total;
  },
};

/** Where the institution has grids. */
async function countiesOf({ reader, institutionId }: JobContext): Promise<string[]> {
  const { rows } = await sql<{ county: string }>`
    select distinct left(code, 6) as county from grid
    where institution_id = ${institutionId} and valid_to is null order by 1`.execute(reader);
  return rows.map(({ county }) => county);
}

type Area = { customerKind: string; areaCode: string };
type Chunk = Omit<Counts, 'notRated'> & { notRated: unknown[]; next: string | null };

async function rateArea({ perform, signal }: JobContext, area: Area, total: Counts): Promise<void> {
  let after: string | null = null;
  do {
    signal.throwIfAborted();
    const given: object = { ...area, onlyOutdated: true, ...(after === null ? {} : { after }) };
    const part = `${area.customerKind}.${after ?? area.areaCode}`;
    const done = (await perform('rating.rate-many', given, part)) as Chunk;
    total.rated += done.rated;
    total.awaiting += done.awaiting;
    total.upToDate += done.upToDate;
    total.notRated += done.notRated.length;
    after = done.next;
  } while (after !== null);
}
