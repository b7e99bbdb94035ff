import { addDays } from '../kernel/dates.ts';
import type { Assignments } from './assignments.ts';
import { json, type Row } from './copy.ts';
import { idsOf } from './ids.ts';
import { type Random, randomOf } from './random.ts';
import { ID_STREAMS, type Setting } from './setting.ts';
import type { Staff } from './staff.ts';

const AWAY_NOW_SHARE = 0.02;
const AWAY_BEFORE_SHARE = 0.15;
const TRAININGS = [
  { topic: '网格员岗前培训', hours: '16' },
  { topic: '反诈与非法集资识别', hours: '4' },
  { topic: '个人信息保护', hours: '3' },
  { topic: '贷款双人调查要点', hours: '8' },
];
const RESULTS = [
  ['PASSED', 80],
  ['ATTENDED', 15],
  ['FAILED', 5],
] as const;

type Records = { staff: Staff; bankId: string; setting: Setting };

const streamOf = (setting: Setting, part: number, name: string) => ({
  nextId: idsOf({ ...setting, seed: setting.seed + part }, ID_STREAMS.staffRecords),
  random: randomOf(setting.seed, name),
});

const officersOf = (staff: Staff) =>
  [...staff.officersOf.values()].flat().filter(({ code }) => !code.startsWith('grid.officer'));

/** Who is away today or was this year; their backups stand in. */
export function leaveRows({ staff, bankId, setting }: Records): Row[] {
  const { nextId, random } = streamOf(setting, 1, 'leave');
  const row = (personId: string, from: string, to: string | null): Row => ({
    institution_id: bankId,
    id: nextId(),
    person_id: personId,
    stand_in_id: null,
    valid_from: from,
    valid_to: to,
  });
  return officersOf(staff).flatMap(({ id }) => {
    const start = random.whole(1, 5);
    const end = random.whole(1, 9);
    const before = random.whole(60, 300);
    const rows = random.chance(AWAY_NOW_SHARE)
      ? [row(id, addDays(setting.today, -start), addDays(setting.today, end))]
      : [];
    if (!random.chance(AWAY_BEFORE_SHARE)) return rows;
    const from = addDays(setting.today, -before);
    return [...rows, row(id, from, addDays(from, end))];
  });
}

export function trainingRows({ staff, bankId, setting }: Records): Row[] {
  const { nextId, random } = streamOf(setting, 2, 'training');
  return staff.all.flatMap((member) => {
    if (!member.officer) return [];
    return TRAININGS.filter(() => random.chance(0.6)).map(({ topic, hours }) => ({
      institution_id: bankId,
      id: nextId(),
      person_id: member.id,
      topic,
      held_on: addDays(setting.today, -random.whole(10, 600)),
      hours,
      result: random.weighted(RESULTS),
    }));
  });
}

/** Grids that passed from one officer to another: proposed by the one, accepted by the other. */
export function handOverRows(
  { bankId, setting }: Records,
  { handedOver }: Pick<Assignments, 'handedOver'>,
): Row[] {
  const { nextId, random } = streamOf(setting, 3, 'hand-over');
  return handedOver.map(({ from, to }) => ({
    institution_id: bankId,
    id: nextId(),
    grid_id: to.grid.id,
    from_person_id: from.person.id,
    to_person_id: to.person.id,
    effective_date: to.from,
    status: 'ACCEPTED',
    note: noteOf(random),
    open_work: json([]),
    proposed_by_id: from.person.id,
    decided_by_id: to.person.id,
    decided_at: new Date(`${addDays(to.from, -2)}T02:00:00Z`),
    assignment_id: to.id,
  }));
}

const noteOf = (random: Random): string =>
  random.pick(['岗位轮换', '片区调整', '人员调动', '原网格员转任']);
