import { createHash } from 'node:crypto';
import { globalId } from '../../kernel/ids.ts';
import type { Stage } from './stage.ts';
import type { Village } from './village.ts';

const ELDERS = ['周评议', '吴评议', '郑评议', '王评议', '冯评议', '陈评议', '褚评议'];
/** What each of them gives for every question, on the card's scale of ten. */
const WORDS = ['7', '8', '9', '8', '6', '8', '9'];
/** Households put before the panel, of those who agreed to it. */
const HEARD = 6;

const evidence = (paper: string): string => createHash('sha256').update(paper).digest('hex');

/** Neighbours drawn by lot appraise some households, blind and on paper; then the panel closes. */
export async function hearPanel(stage: Stage, village: Village): Promise<void> {
  const { manager } = village.people;
  const { areaCode } = village;
  const customerIds = (await agreedToReview(stage, areaCode)).slice(0, HEARD);
  const scorecardId = await householdCard(stage);
  if (customerIds.length === 0 || !scorecardId) return;
  const pool = { areaCode, standing: 'REGULAR', position: 'ELDER' };
  for (const [index, name] of ELDERS.entries()) {
    const input = { ...pool, name, mobile: `1390009000${index}` };
    await stage.perform(manager, { command: 'panel.enlist', input });
  }
  const { panel: id } = await stage.perform(manager, {
    command: 'panel.convene',
    input: { areaCode, round: '2026', customerIds, scorecardId },
  });
  const members = await sitting(stage);
  const items = await questions(stage);
  for (const [index, memberId] of members.entries()) {
    const scores = items.map((item) => ({ item, score: WORDS[index % WORDS.length] }));
    const reviews = customerIds.map((_, at) => ({ number: at + 1, scores }));
    const input = { id, memberId, evidenceSha256: evidence(`ballot ${index}`), reviews };
    await stage.perform(manager, { command: 'panel.record-ballot', input });
  }
  const signatures = members.map((memberId) => {
    return { memberId, evidenceSha256: evidence(`signature ${memberId}`) };
  });
  const input = { id, minutesSha256: evidence('minutes'), signatures };
  await stage.perform(manager, { command: 'panel.close', input });
}

async function agreedToReview({ db, institutionId }: Stage, areaCode: string): Promise<string[]> {
  const rows = await db
    .selectFrom('consent')
    .innerJoin('customer', (on) =>
      on
        .onRef('customer.institution_id', '=', 'consent.institution_id')
        .onRef('customer.id', '=', 'consent.customer_id'),
    )
    .select('customer.id')
    .where('consent.institution_id', '=', institutionId)
    .where('consent.purpose', '=', 'PANEL_REVIEW')
    .where('customer.area_code', '=', areaCode)
    .orderBy('customer.code')
    .execute();
  return rows.map(({ id }) => globalId('Customer', id));
}

async function householdCard({ db, institutionId }: Stage): Promise<string | null> {
  const card = await db
    .selectFrom('scorecard')
    .select('id')
    .where('institution_id', '=', institutionId)
    .where('customer_kind', '=', 'HOUSEHOLD')
    .where('status', '=', 'PUBLISHED')
    .executeTakeFirst();
  return card ? globalId('Scorecard', card.id) : null;
}

async function sitting({ db, institutionId }: Stage): Promise<string[]> {
  const rows = await db
    .selectFrom('panel_member')
    .select('id')
    .where('institution_id', '=', institutionId)
    .where('seat', '=', 'SITTING')
    .orderBy('place')
    .execute();
  return rows.map(({ id }) => globalId('PanelMember', id));
}

async function questions({ db, institutionId }: Stage): Promise<string[]> {
  const { items } = await db
    .selectFrom('panel')
    .select('items')
    .where('institution_id', '=', institutionId)
    .executeTakeFirstOrThrow();
  return (items as { code: string }[]).map(({ code }) => code);
}
