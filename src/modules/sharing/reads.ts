import { z } from 'zod';
import { id, pattern } from '../../kernel/commands/input.ts';
import { refuse } from '../../kernel/errors.ts';
import { globalId } from '../../kernel/ids.ts';
import { read } from '../../kernel/queries/read.ts';
import {
  type AgreementRow,
  findAgreement,
  mustBeInForce,
  mustBePartyOrReader,
} from './agreement.ts';
import { figuresOf, type Month } from './figures.ts';
import { checkpointOver, deliveredIn, differenceIn, mustBeRange } from './reconciling.ts';
import { inForceOn, type Term, type View } from './rules.ts';

const MOST_AGREEMENTS = 100;

const agreements = read({
  name: 'data-agreement.own',
  permission: 'shared-event.pull',
  scope: 'references',
  title: { en: 'Agreements the caller pulls under', zh: '本调用方的数据共享协议' },
  input: z.object({}),
  cost: MOST_AGREEMENTS,
  async run(db, _input, { actor, today }) {
    const rows = await db
      .selectFrom('data_agreement')
      .selectAll()
      .where('institution_id', '=', actor.institutionId)
      .where('client_id', '=', actor.personId)
      .where('status', 'in', ['APPROVED', 'ENDED'])
      .orderBy('valid_from')
      .orderBy('id')
      .limit(MOST_AGREEMENTS)
      .execute();
    return rows.map((row) => ({
      id: globalId('DataAgreement', row.id),
      code: row.code,
      bodyCode: row.body_code,
      grade: row.grade,
      areaCodes: row.area_codes,
      terms: row.terms as Term[],
      termsSha256: row.terms_sha256,
      factsFrom: row.facts_from,
      validFrom: row.valid_from,
      validTo: row.valid_to,
      inForce: isInForce(row, today),
    }));
  },
});

const isInForce = ({ status, valid_from, valid_to }: AgreementRow, today: string): boolean =>
  inForceOn({ status: status as 'APPROVED', valid_from, valid_to }, today);

const position = () => z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

const reconcile = read({
  name: 'shared-delivery.reconcile',
  permission: 'shared-delivery.reconcile',
  scope: 'references',
  title: { en: 'What was delivered between two positions', zh: '共享事实对账' },
  input: z.object({
    agreementId: id('DataAgreement'),
    from: position(),
    to: position().describe('Not included. 不含'),
  }),
  cost: 500,
  async run(db, { agreementId, from, to }, { actor, today }) {
    const { institutionId } = actor;
    const found = await findAgreement(db, institutionId, agreementId);
    const agreement = mustBePartyOrReader(found, actor);
    const under = { institutionId, agreementId, today };
    const logSize = await mustBeRange(db, under, { from, to });
    const delivered = await deliveredIn(db, under, { from, to });
    const shows = isInForce(agreement, today) && agreement.grade !== 'COUNTS';
    const difference = shows ? await differenceIn(db, under, { from, to }) : undefined;
    return {
      from,
      to,
      logSize,
      checkpoint: await checkpointOver(db, under, { from, to }),
      positions: to - from,
      delivered,
      pending: difference?.pending ?? null,
      withdrawn: difference?.withdrawn ?? null,
    };
  },
});

const figures = read({
  name: 'data-agreement.figures',
  permission: 'shared-event.pull',
  scope: 'references',
  title: { en: 'Numbers under an agreement, by month', zh: '共享统计数（按月）' },
  input: z.object({
    agreementId: id('DataAgreement'),
    month: pattern(/^\d{4}-(0[1-9]|1[0-2])$/, 7),
  }),
  cost: 1_000,
  async run(db, { agreementId, month: asked }, { actor, today }) {
    const { institutionId } = actor;
    const found = await findAgreement(db, institutionId, agreementId);
    if (found?.client_id !== actor.personId) {
      throw refuse('object.not_found', { path: ['agreementId'] });
    }
    mustBeInForce(found, today);
    if (found.grade !== 'COUNTS') throw refuse('shared-event.facts_only');
    const month = monthOf(asked);
    if (month.next > today || month.first < found.facts_from || month.next > found.valid_to) {
      throw refuse('shared-event.month', { path: ['month'] });
    }
    const under = { institutionId, agreementId, today };
    const acts = (found.views as View[]).map(({ act }) => act);
    const rows = await figuresOf(db, under, { ...month, acts, areaCodes: found.area_codes });
    return { month: asked, rows };
  },
});

const DECEMBER = 12;

function monthOf(text: string): Month {
  const [year = 0, month = 0] = text.split('-').map(Number);
  const next = month === DECEMBER ? [year + 1, 1] : [year, month + 1];
  const firstOf = ([of = 0, number = 0]: number[]): string =>
    `${String(of).padStart(4, '0')}-${String(number).padStart(2, '0')}-01`;
  return { first: firstOf([year, month]), next: firstOf(next) };
}

export const sharingReads = [agreements, reconcile, figures];
