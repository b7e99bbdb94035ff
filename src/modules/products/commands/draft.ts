import { z } from 'zod';
import type { Actor } from '../../../kernel/auth/actor.ts';
import { command } from '../../../kernel/commands/command.ts';
import { json, pattern, ref } from '../../../kernel/commands/input.ts';
import type { Tx } from '../../../kernel/db/index.ts';
import { refuse } from '../../../kernel/errors.ts';
import { newId } from '../../../kernel/ids.ts';
import { contentOf, type LoanProduct } from '../content.ts';
import { readDraft } from '../editions.ts';
import { sampleProductOf } from '../samples.ts';

export const draftProduct = command({
  name: 'loan-product.draft',
  permission: 'loan-product.manage',
  scope: 'institution',
  title: { en: 'Draft a loan product', zh: '起草贷款产品' },
  description: {
    en: 'The next edition of a product, from content of format 1 (`/schemas/loan-product.json`) or from a sample that comes with the software. `loan-product.check` tells what keeps it from being published.',
    zh: '起草产品的下一版，内容为 format 1（/schemas/loan-product.json），或以软件自带样例为底稿；loan-product.check 列出发布前须更正的问题。',
  },
  input: z.object({
    content: json().optional().describe('Format 1. 内容'),
    sample: pattern(/^[A-Z][A-Z0-9_]{0,62}$/)
      .optional()
      .describe('Code of a sample, where there is no content. 样例代码'),
  }),
  result: z.object({ product: ref('LoanProduct') }),
  acts: ['loan-product.drafted'],
  errors: [
    'loan-product.malformed',
    'loan-product.one_source',
    'loan-product.sample_unknown',
    'loan-product.edition_taken',
  ],
  async handler(tx, input, { actor, emit }) {
    const product = sourceOf(input);
    const edition = await nextEdition(tx, actor, product.code);
    const id = newId();
    await tx
      .insertInto('loan_product')
      .values({
        institution_id: actor.institutionId,
        id,
        edition,
        drafted_by: actor.personId,
        ...productColumns(product),
      })
      .execute();
    const { code } = product;
    emit('loan-product.drafted', [{ type: 'LoanProduct', id, version: 1 }], { code, edition });
    return { product: id };
  },
});

function sourceOf({ content, sample }: { content?: unknown; sample?: string | undefined }) {
  if ((content === undefined) === (sample === undefined)) {
    throw refuse('loan-product.one_source', { path: ['content'] });
  }
  if (sample === undefined) return readDraft(content);
  const product = sampleProductOf(sample);
  if (!product) throw refuse('loan-product.sample_unknown', { path: ['sample'] });
  return product;
}

export const productColumns = (product: LoanProduct) => ({
  code: product.code,
  name_en: product.name.en,
  name_zh: product.name.zh,
  sample: product.sample,
  content: contentOf(product),
});

/** Editions count drafts too, so that one always means the same content. */
async function nextEdition(tx: Tx, actor: Actor, code: string): Promise<number> {
  const latest = await tx
    .selectFrom('loan_product')
    .select('edition')
    .where('institution_id', '=', actor.institutionId)
    .where('code', '=', code)
    .orderBy('edition', 'desc')
    .limit(1)
    .executeTakeFirst();
  return (latest?.edition ?? 0) + 1;
}
