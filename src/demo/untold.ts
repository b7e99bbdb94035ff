/**
 * The county is loaded in one transaction, the story of its people told in many after it. In between
 * a table says that the story is not whole: whoever ends the seeder there leaves half a demo.
 */
import pg from 'pg';

const MARK = 'demo_story_untold';

/** In the transaction that loads the county. */
export const markUntold = (client: pg.ClientBase): Promise<unknown> =>
  client.query(`create table ${MARK} ()`);

export async function isUntold(client: pg.ClientBase): Promise<boolean> {
  const { rows } = await client.query<{ mark: string | null }>('select to_regclass($1) as mark', [
    MARK,
  ]);
  return rows[0]?.mark !== null;
}

/** What was told is whole, and on the disk; plans know its rows. */
export async function storyTold(ownerUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await client.query(`drop table ${MARK}`);
    await client.query(`analyze ${TOLD.join(', ')}`);
  } finally {
    await client.end();
  }
}

/** What there was little or nothing of before the story. */
const TOLD = [
  'campaign_household',
  'collection_action',
  'collection_case',
  'consent',
  'loan_check',
  'notice_entry',
  'rating',
  'visit',
];
