import { z } from 'zod';
import { command } from '../../../kernel/commands/command.ts';
import { date, ref } from '../../../kernel/commands/input.ts';
import type { Tx } from '../../../kernel/db/index.ts';
import { refuse } from '../../../kernel/errors.ts';
import {
  mustBeDraft,
  onProduct,
  type ProductTarget,
  productOf,
  requireSound,
} from '../editions.ts';
import { saveProduct } from './revise.ts';

export const publishProduct = command({
  name: 'loan-product.publish',
  permission: 'loan-product.manage',
  scope: 'institution',
  title: { en: 'Publish a loan product', zh: '发布贷款产品' },
  description: {
    en: 'A draft that is offered from a day on and ends the edition before it. It is never edited after; loans keep the edition their terms were judged by. It has to keep within the limits of law in force on that day.',
    zh: '草稿自指定日起开办，前一版同日停用。发布后不得修改，贷款保留其要素所依据的版次。须符合该日有效的监管限额。',
  },
  on: onProduct,
  input: z.object({ validFrom: date() }),
  result: z.object({ product: ref('LoanProduct') }),
  acts: ['loan-product.published'],
  errors: [
    'loan-product.not_draft',
    'loan-product.invalid',
    'loan-product.valid_from_past',
    'loan-product.edition_order',
  ],
  async handler(tx, { validFrom }, { actor, emit, target, today }) {
    mustBeDraft(target);
    if (validFrom < today) throw refuse('loan-product.valid_from_past', { path: ['validFrom'] });
    requireSound(productOf(target), validFrom);
    const superseded = await supersede(tx, target, validFrom);
    const version = await saveProduct(tx, target, {
      status: 'PUBLISHED',
      valid_from: validFrom,
      published_by: actor.personId,
    });
    const { id, code, edition } = target;
    const objects = [{ type: 'LoanProduct', id, version }, ...superseded];
    emit('loan-product.published', objects, { code, edition, validFrom });
    return { product: id };
  },
});

/** Ends the edition of this code that would go on past the day this one starts. */
async function supersede(tx: Tx, target: ProductTarget, validFrom: string) {
  const latest = await tx
    .selectFrom('loan_product')
    .select(['institution_id', 'id', 'edition', 'valid_from'])
    .where('institution_id', '=', target.institution_id)
    .where('code', '=', target.code)
    .where('valid_from', 'is not', null)
    .where('valid_to', 'is', null)
    .forNoKeyUpdate()
    .executeTakeFirst();
  if (!latest) return [];
  if (latest.edition > target.edition || (latest.valid_from ?? '') >= validFrom) {
    throw refuse('loan-product.edition_order', { path: ['validFrom'] });
  }
  const version = await saveProduct(tx, latest, { status: 'SUPERSEDED', valid_to: validFrom });
  return [{ type: 'LoanProduct', id: latest.id, version }];
}

export const closeProduct = command({
  name: 'loan-product.close',
  permission: 'loan-product.manage',
  scope: 'institution',
  title: { en: 'Close a loan product', zh: '停办贷款产品' },
  description: {
    en: 'The product is offered until a day and no more; loans under way and outstanding go on under it. A later edition may offer it again.',
    zh: '产品自指定日起停办，在途及存量贷款不受影响；以后可另发新版恢复开办。',
  },
  on: onProduct,
  input: z.object({ until: date().describe('First day it is no longer offered. 停办日') }),
  result: z.object({ product: ref('LoanProduct') }),
  acts: ['loan-product.closed'],
  reasonRequired: true,
  errors: ['loan-product.not_offered', 'loan-product.closing_day'],
  async handler(tx, { until }, { emit, target, today }) {
    if (target.status !== 'PUBLISHED') throw refuse('loan-product.not_offered');
    if (until < today || until <= (target.valid_from ?? '')) {
      throw refuse('loan-product.closing_day', { path: ['until'] });
    }
    const version = await saveProduct(tx, target, { status: 'CLOSED', valid_to: until });
    const { id, code, edition } = target;
    emit('loan-product.closed', [{ type: 'LoanProduct', id, version }], { code, edition, until });
    return { product: id };
  },
});
