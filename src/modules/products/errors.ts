import { defineErrors } from '../../kernel/errors.ts';

export const productErrors = defineErrors({
  'loan-product.malformed': {
    status: 422,
    en: 'The product does not have the shape of format 1; `path` names the first fault, `details.paths` all.',
    zh: '贷款产品格式不符合 format 1，path 指出首处有误之处，details.paths 列出全部。',
  },
  'loan-product.invalid': {
    status: 422,
    en: 'The product has problems; `details.problems` lists them all.',
    zh: '贷款产品存在问题，详见 details.problems。',
  },
  'loan-product.not_draft': {
    status: 409,
    en: 'Only a draft can be changed; publish a new edition instead.',
    zh: '仅草稿可以修改，已发布的请另发新版。',
    constraints: ['loan_product_draft_check'],
  },
  'loan-product.one_source': {
    status: 422,
    en: 'Give the content of the product, or the code of a sample, not both.',
    zh: '产品内容与样例代码须且只须提供其一。',
  },
  'loan-product.sample_unknown': {
    status: 422,
    en: 'No sample product has this code.',
    zh: '没有该代码的样例产品。',
  },
  'loan-product.code_changed': {
    status: 422,
    en: 'A draft keeps its code.',
    zh: '草稿的代码不得变更。',
  },
  'loan-product.edition_taken': {
    status: 409,
    en: 'Another draft of this product was made at the same moment; try again.',
    zh: '该产品刚有另一份草稿产生，请重试。',
    constraints: ['loan_product_edition_key'],
  },
  'loan-product.valid_from_past': {
    status: 422,
    en: 'A product starts today or later, not in the past.',
    zh: '产品生效日期不得早于今日。',
  },
  'loan-product.edition_order': {
    status: 409,
    en: 'An edition of this product starts on that day or after it; a new one starts later than all others.',
    zh: '该产品已有版次于该日或之后生效，新版须晚于全部已有版次生效。',
    field: 'validFrom',
    constraints: ['loan_product_period_excl', 'loan_product_valid_to_check'],
  },
  'loan-product.not_offered': {
    status: 409,
    en: 'Only an edition that is offered without an end can be closed.',
    zh: '仅可停办已发布且未设终止日的版次。',
  },
  'loan-product.closing_day': {
    status: 422,
    en: 'A product is closed from today on at the earliest, and after its first day.',
    zh: '停办日期不得早于今日，且须晚于起始日。',
  },
  'prime-rate.recorded': {
    status: 409,
    en: 'The prime rate of this tenor and day is recorded already; a rate is not corrected.',
    zh: '该品种该日的报价利率已登记，不得更改。',
    field: 'publishedOn',
    constraints: ['prime_rate_published_on_key'],
  },
  'prime-rate.future': {
    status: 422,
    en: 'A prime rate is recorded once it is published.',
    zh: '报价利率须发布后登记。',
  },
  'prime-rate.out_of_range': {
    status: 422,
    en: 'The prime rate is above zero and below 100 percent.',
    zh: '报价利率须大于0且小于100%。',
    field: 'rate',
    constraints: ['prime_rate_rate_check'],
  },
});
