import { globalId } from '../../kernel/ids.ts';
import type { Stage } from './stage.ts';
import type { Village } from './village.ts';

/** The results hang out in the village; a neighbour objects to one of them. */
export async function openNotice(stage: Stage, village: Village): Promise<void> {
  const { manager } = village.people;
  const { areaCode, name } = village;
  const { notice } = await stage.perform(manager, {
    command: 'notice.draft',
    input: { kind: 'RATING', areaCode, title: `${name}评级授信公示（示例）` },
  });
  await stage.perform(manager, { command: 'notice.open', input: { id: notice } });
  await object(stage, village);
}

async function object(stage: Stage, { people }: Village): Promise<void> {
  const { db, institutionId } = stage;
  const entry = await db
    .selectFrom('notice_entry')
    .select('id')
    .where('institution_id', '=', institutionId)
    .where('status', '=', 'OPEN')
    .orderBy('id')
    .executeTakeFirst();
  if (!entry) return;
  await stage.perform(people.manager, {
    command: 'notice.object',
    input: {
      id: globalId('NoticeEntry', entry.id),
      ground: 'FALSE_INFORMATION',
      text: '申报的养殖规模与实际不符，请核实。',
    },
  });
}
