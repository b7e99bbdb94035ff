import { addDays } from '../kernel/dates.ts';
import { agreementOf, tellAgreement } from './agreements.ts';
import { demoMatrix, tellMatrix } from './authority.ts';
import { managerOf } from './customers.ts';
import { atWork, type FactBook } from './facts.ts';
import type { DemoWorld } from './foundations.ts';
import { openedOn } from './setting.ts';

/** What the commands would have written of grids, assignments and sharing, and that all of it is a demo. */
export function tellFoundations(world: DemoWorld, book: FactBook): void {
  const { institutions, staff, setting } = world;
  const administrator = staff.byCode.get('administrator');
  if (!administrator) throw new Error('the demo has no administrator');
  const opened = openedOn(setting);
  const { seed, households, loans, today } = setting;
  book.add({
    act: 'demo.seeded',
    objects: [{ type: 'Institution', id: institutions.bank.id, version: 1 }],
    data: { seed, households, loans, today },
    at: atWork(opened, 0),
    by: administrator.id,
  });
  tellGrids(world, book, { at: atWork(opened, 0.1), by: administrator.id });
  tellAssignments(world, book);
  tellAgreement(book, agreementOf(world));
  tellMatrix(book, demoMatrix(world));
}

type When = { at: Date; by: string };

function tellGrids({ territory, setting }: DemoWorld, book: FactBook, when: When): void {
  const validFrom = openedOn(setting);
  for (const { id, code, level, class: gridClass, kind, village } of territory.grids) {
    const where = { areaCode: village.code, validFrom, drawn: true };
    book.add({
      act: 'grid.opened',
      objects: [{ type: 'Grid', id, version: 1 }],
      data: { code, level, class: gridClass, kind, ...where },
      ...when,
    });
  }
}

/** Each begins a day after its manager wrote it down; ended ones were ended on their last day. */
function tellAssignments(world: DemoWorld, book: FactBook): void {
  for (const { id, grid, person, role, from, to } of world.assignments.all) {
    const by = managerOf(world, grid.village.town.code).id;
    const about = [
      { type: 'Grid', id: grid.id },
      { type: 'Person', id: person.id },
    ];
    book.add({
      act: 'assignment.begun',
      objects: [{ type: 'Assignment', id, version: 1 }, ...about],
      data: { role, validFrom: from, validTo: null },
      at: atWork(addDays(from, -1), 0.5),
      by,
    });
    if (to === null) continue;
    book.add({
      act: 'assignment.ended',
      objects: [{ type: 'Assignment', id, version: 2 }, ...about],
      data: { role, validTo: to },
      at: atWork(addDays(to, -1), 0.9),
      by,
    });
  }
}
