import { rolesOf } from '../modules/institutions/roles.ts';
import { type DemoCustomer, managerOf } from './customers.ts';
import type { DemoWorld } from './foundations.ts';
import type { Random } from './random.ts';
import type { Member } from './staff.ts';

/** Who takes the steps of a loan: four posts held by different people. */
export type LoanPeople = {
  creator: Member;
  investigators: readonly [Member, Member];
  reviewer: Member;
  approver: Member;
  disburser: Member;
  core: Member;
};

/** Permissions and limit of each role the bank starts with. */
const ROLES = new Map(rolesOf('BANK').map((role) => [role.code, role]));

export const limitOf = ({ roleCode }: Member): bigint =>
  ROLES.get(roleCode ?? '')?.approvalLimitFen ?? 0n;
export const permissionsOf = ({ roleCode }: Member): readonly string[] =>
  ROLES.get(roleCode ?? '')?.permissions ?? [];

/**
 * The officer of the grid applies and investigates with the backup, or with the town's manager.
 * The manager approves small loans of others; larger ones go to the head office.
 */
export function peopleOf(
  world: DemoWorld,
  { customer, amountFen, random }: { customer: DemoCustomer; amountFen: bigint; random: Random },
): LoanPeople {
  const { staff, assignments, county } = world;
  const town = customer.place.village.town.code;
  const manager = managerOf(world, town);
  const gridId = customer.place.grid?.id ?? '';
  const creator = assignments.primaryOf.get(gridId) ?? manager;
  const colleagues = [assignments.backupOf.get(gridId), manager, ...officersIn(world, town)];
  const second = colleagues.find((member) => member && member.id !== creator.id);
  const branch = county.towns.find(({ code }) => code === town)?.branch ?? 0;
  const managerDecides =
    amountFen <= limitOf(manager) && manager.id !== creator.id && manager.id !== second?.id;
  const reviewers = staff.reviewersOf.get(branch) ?? [];
  const core = staff.byCode.get('core.banking');
  if (!second || !core) throw new Error(`nobody investigates in ${town}`);
  return {
    creator,
    investigators: [creator, second],
    reviewer: random.pick(reviewers),
    approver: managerDecides ? manager : random.pick(staff.approvers),
    disburser: random.pick(staff.disbursers),
    core,
  };
}

const officersIn = ({ county, staff }: DemoWorld, town: string): readonly Member[] =>
  (county.towns.find(({ code }) => code === town)?.villages ?? []).flatMap(
    ({ code }) => staff.officersOf.get(code) ?? [],
  );
