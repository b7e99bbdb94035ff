import { sql } from 'kysely';
import { z } from 'zod';
import { IdNumberType } from '../../../generated/enums.ts';
import type { Actor } from '../../../kernel/auth/actor.ts';
import { command, type Emit } from '../../../kernel/commands/command.ts';
import { enumeration, id, identifier, pattern, ref } from '../../../kernel/commands/input.ts';
import { refuse } from '../../../kernel/errors.ts';
import { personal } from '../filing.ts';
import { type Going, recordProposal } from '../moves.ts';
import { creditCodeOf, digestedIdentity, digestsOf, identityOf, type Keeper } from '../personal.ts';
import { placeElsewhere, placeInOwnGrid, placeInput, pointOf } from '../placement.ts';
import { type CustomerRow, mustBeActive, onCustomer } from '../stored.ts';
import type { MoveProposal } from '../workflow.ts';

const GRID_CODE = /^[0-9A-Z]{2,32}$/;
const CUSTOMER_CODE = /^[A-Z0-9-]{1,32}$/;

export const proposeMove = command({
  name: 'customer.propose-move',
  permission: 'customer.revise',
  scope: 'references',
  title: { en: 'Propose to hand a customer over', zh: '发起客户转出' },
  description: {
    en: 'Whoever serves the customer proposes that another grid takes it, named by its code or by the new point. It moves when the other side accepts; what is under way for it is listed.',
    zh: '由现网格发起，将客户转往另一网格（按网格编码或新点位）；列出未结事项，对方接收后生效。',
  },
  on: onCustomer,
  input: z.object({
    toGridCode: pattern(GRID_CODE, 32).optional(),
    point: placeInput.point,
    crs: placeInput.crs,
  }),
  result: z.object({ move: ref('CustomerMove') }),
  acts: ['customer-move.proposed'],
  reasonRequired: true,
  errors: [
    'customer.not_active',
    'customer.moved_nowhere',
    'customer.move_open',
    'customer.place_required',
    'customer.crs_required',
    'customer.grid_ambiguous',
    'customer.grid_not_in_force',
  ],
  async handler(tx, input, { actor, emit, target, today, reason }) {
    mustBeActive(target);
    const place = await placeElsewhere({ tx, actor, today }, input);
    const { personId } = actor;
    const going = { place, point: pointOf(input), reason: reason ?? '', personId, today };
    return propose({ tx, emit, target, side: 'GIVER' }, going);
  },
});

export const requestMove = command({
  name: 'customer.request-move',
  permission: 'customer.revise',
  scope: 'references',
  title: { en: 'Ask for a customer', zh: '申请客户转入' },
  description: {
    en: 'Whoever serves a grid asks for a customer who lives there now and is on file elsewhere, known by customer code, credit code or identity number. Who and where stays out of sight until the other side accepts.',
    zh: '由现居住地网格发起，申请将档案在他处的客户转入，凭客户编号、统一社会信用代码或身份证号。对方同意前不显示档案内容及归属。',
  },
  input: z.object({
    gridId: id('Grid'),
    code: pattern(CUSTOMER_CODE, 32).optional(),
    creditCode: identifier(32).optional(),
    idNumber: personal.number().optional(),
    idType: enumeration('IdNumberType', IdNumberType).optional(),
    point: placeInput.point,
    crs: placeInput.crs,
  }),
  result: z.object({ move: ref('CustomerMove') }),
  acts: ['customer-move.proposed'],
  reasonRequired: true,
  probing: true,
  errors: [
    'customer.request_choice',
    'customer.request_unknown',
    'customer.id_number_invalid',
    'customer.id_type_alone',
    'customer.credit_code_invalid',
    'customer.moved_nowhere',
    'customer.move_open',
    'customer.crs_required',
    'customer.grid_not_in_force',
  ],
  async handler(tx, input, { actor, emit, today, reason, vault }) {
    const keeper = { tx, institutionId: actor.institutionId, vault };
    const key = await soughtCustomer(keeper, { ...input, today });
    const place = await placeInOwnGrid({ tx, actor, today }, input.gridId);
    const target = await lockActive(keeper, actor, key);
    const { personId } = actor;
    const going = { place, point: pointOf(input), reason: reason ?? '', personId, today };
    return propose({ tx, emit, target, side: 'RECEIVER' }, going);
  },
});

type Proposing = Pick<MoveProposal, 'side'> &
  Pick<Keeper, 'tx'> & { emit: Emit; target: CustomerRow };

async function propose({ tx, emit, target, side }: Proposing, going: Going) {
  const { place } = going;
  if (place.territory_code === target.territory_code) throw refuse('customer.moved_nowhere');
  const { move, expiresOn, openWork } = await recordProposal(tx, target, { ...going, side });
  const grids = [target.grid_id, place.grid_id].filter((grid) => grid !== null);
  const objects = [
    { type: 'CustomerMove', id: move, version: 1 },
    { type: 'Customer', id: target.id },
    ...grids.map((grid) => ({ type: 'Grid', id: grid })),
  ];
  const to = place.territory_code;
  emit('customer-move.proposed', objects, {
    side,
    from: target.territory_code,
    to,
    expiresOn,
    openWork,
  });
  return { move };
}

type Sought = {
  code?: string | undefined;
  creditCode?: string | undefined;
  idNumber?: string | undefined;
  idType?: IdNumberType | undefined;
  today: string;
};

/** The key of the file meant, wherever it is; by identity number it is the household's. */
async function soughtCustomer(keeper: Keeper, sought: Sought): Promise<string> {
  const { tx, institutionId } = keeper;
  const { code, creditCode, idNumber, today } = sought;
  const identity = identityOf(sought, today);
  const given = [code, creditCode, idNumber].filter((each) => each !== undefined);
  if (given.length !== 1) throw refuse('customer.request_choice', { path: ['code'] });
  const by = await (async () => {
    if (code) return sql`code = ${code}`;
    if (creditCode) return sql`credit_code = ${creditCodeOf(creditCode)}`;
    const digests = identity ? await digestsOf(keeper, 'idNumber', digestedIdentity(identity)) : [];
    return sql`id = (select customer_id from customer_member
      where institution_id = ${institutionId} and id_number_digest = any(${digests}::bytea[])
        and left_on is null)`;
  })();
  const { rows } = await sql<{ id: string }>`
    select id from customer
    where institution_id = ${institutionId} and status = 'ACTIVE' and ${by}`.execute(tx);
  const [row] = rows;
  if (!row) throw refuse('customer.request_unknown');
  return row.id;
}

async function lockActive(
  { tx }: Keeper,
  { institutionId }: Actor,
  key: string,
): Promise<CustomerRow> {
  const row = await tx
    .selectFrom('customer')
    .selectAll()
    .where('institution_id', '=', institutionId)
    .where('id', '=', key)
    .where('status', '=', 'ACTIVE')
    .forNoKeyUpdate()
    .executeTakeFirst();
  if (!row) throw refuse('customer.request_unknown');
  return row;
}
