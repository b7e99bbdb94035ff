import { z } from 'zod';
import { command } from '../../../kernel/commands/command.ts';
import { json, ref } from '../../../kernel/commands/input.ts';
import type { Tx } from '../../../kernel/db/index.ts';
import { refuse } from '../../../kernel/errors.ts';
import { mustBeDraft, onProduct, type ProductTarget, readDraft } from '../editions.ts';
import { productColumns } from './draft.ts';

export const reviseProduct = command({
  name: 'loan-product.revise',
  permission: 'loan-product.manage',
  scope: 'institution',
  title: { en: 'Revise a draft of a loan product', zh: '修改贷款产品草稿' },
  description: {
    en: 'Replaces the content of a draft. A published edition is never edited.',
    zh: '替换草稿内容。已发布的版次不得修改。',
  },
  on: onProduct,
  input: z.object({ content: json().describe('Format 1. 内容') }),
  result: z.object({ product: ref('LoanProduct') }),
  acts: ['loan-product.revised'],
  errors: ['loan-product.malformed', 'loan-product.not_draft', 'loan-product.code_changed'],
  async handler(tx, { content }, { emit, target }) {
    mustBeDraft(target);
    const product = readDraft(content);
    if (product.code !== target.code) {
      throw refuse('loan-product.code_changed', { path: ['content', 'code'] });
    }
    const version = await saveProduct(tx, target, productColumns(product));
    const { id, code, edition } = target;
    emit('loan-product.revised', [{ type: 'LoanProduct', id, version }], { code, edition });
    return { product: id };
  },
});

export const discardProduct = command({
  name: 'loan-product.discard',
  permission: 'loan-product.manage',
  scope: 'institution',
  title: { en: 'Discard a draft of a loan product', zh: '废弃贷款产品草稿' },
  description: {
    en: 'The draft stays on record and can no longer be published.',
    zh: '草稿留存备查，不可再发布。',
  },
  on: onProduct,
  input: z.object({}),
  result: z.object({ product: ref('LoanProduct') }),
  acts: ['loan-product.discarded'],
  errors: ['loan-product.not_draft'],
  async handler(tx, _input, { emit, target }) {
    mustBeDraft(target);
    const version = await saveProduct(tx, target, { status: 'DISCARDED' });
    const { id, code, edition } = target;
    emit('loan-product.discarded', [{ type: 'LoanProduct', id, version }], { code, edition });
    return { product: id };
  },
});

type Changes = Partial<
  Pick<
    ProductTarget,
    'status' | 'valid_from' | 'valid_to' | 'published_by' | 'name_en' | 'name_zh' | 'sample'
  >
> & { content?: string };

/** Changes a locked edition; its new version. */
export async function saveProduct(
  tx: Tx,
  { institution_id, id }: Pick<ProductTarget, 'institution_id' | 'id'>,
  changes: Changes,
): Promise<number> {
  const { version } = await tx
    .updateTable('loan_product')
    .set(changes)
    .where('institution_id', '=', institution_id)
    .where('id', '=', id)
    .returning('version')
    .executeTakeFirstOrThrow();
  return version;
}
