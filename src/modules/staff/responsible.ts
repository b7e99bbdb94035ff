import { sql } from 'kysely';
import { z } from 'zod';
import type { ResponsibilityBasis } from '../../generated/enums.ts';
import { date, id } from '../../kernel/commands/input.ts';
import { read } from '../../kernel/queries/read.ts';

type Row = {
  assignment: string;
  primary: string;
  responsible: string | null;
  basis: ResponsibilityBasis;
  leave: string | null;
};

/** Why somebody answers for a grid, or nobody does, in words. */
export const EXPLANATIONS: Readonly<Record<ResponsibilityBasis, { en: string; zh: string }>> = {
  PRIMARY: { en: 'The primary of the grid was there.', zh: 'A岗在岗，由A岗负责。' },
  STAND_IN: {
    en: 'The primary was away; the stand-in named for the absence answered.',
    zh: 'A岗请假，由指定的顶岗人负责。',
  },
  BACKUP: {
    en: 'The primary was away; the heaviest backup who was there answered.',
    zh: 'A岗请假，由在岗的B岗（权重最高者）负责。',
  },
  UNCOVERED: {
    en: 'The primary was away and nobody covered: no stand-in or backup was there.',
    zh: 'A岗请假，且无顶岗人或B岗在岗，无人负责。',
  },
  VACANT: { en: 'The grid had no primary.', zh: '该网格无A岗，无人负责。' },
};

/** Who answered for a grid on a day, past, present or planned. */
export const responsible = read({
  name: 'staff.responsible',
  permission: 'staff.read',
  scope: 'references',
  title: { en: 'Who answers for a grid on a day', zh: '网格责任人' },
  input: z.object({ gridId: id('Grid'), asOf: date().optional() }),
  cost: 5,
  async run(db, { gridId, asOf }, { actor, today }) {
    const day = asOf ?? today;
    const { rows } = await sql<Row>`
      select s.assignment_id as assignment, s.primary_id as primary,
        s.responsible_id as responsible, s.basis, s.leave_id as leave
      from grid_staffing(${actor.institutionId}, ${day}::date) s
      join grid g on g.institution_id = ${actor.institutionId} and g.id = s.grid_id
        and g.valid_from <= ${day}::date and (g.valid_to is null or g.valid_to > ${day}::date)
      where s.grid_id = ${gridId}`.execute(db);
    const [row] = rows;
    const basis = row?.basis ?? 'VACANT';
    return {
      grid: gridId,
      asOf: day,
      person: row?.responsible ?? null,
      basis,
      explanation: EXPLANATIONS[basis],
      coverFor: row?.leave ? row.primary : null,
      assignment: row?.assignment ?? null,
      leave: row?.leave ?? null,
    };
  },
});
