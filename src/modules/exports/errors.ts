import { defineErrors } from '../../kernel/errors.ts';

export const exportErrors = defineErrors({
  'export.masked_only': {
    status: 403,
    en: 'Sets of people leave masked only; clear values are read person by person.',
    zh: '批量导出仅限脱敏数据；明文须逐户查看。',
  },
  'export.territory': {
    status: 422,
    en: 'Name either a grid or an area.',
    zh: '须在网格与地域代码中择一填写。',
  },
  'export.too_many_rows': {
    status: 422,
    en: 'The territory has more customers than one export may hold; details name the limit.',
    zh: '客户数超出单次导出上限，details 列出上限。',
  },
  'export.expired': {
    status: 409,
    en: 'The file can no longer be fetched; ask anew.',
    zh: '下载期限已过，请重新申请导出。',
  },
  'export.ended': {
    status: 409,
    en: 'The file was fetched already; ask anew.',
    zh: '文件已下载，请重新申请导出。',
  },
  'export.busy': {
    status: 503,
    en: 'As many files are leaving as can; fetch this one later, its id is in the details.',
    zh: '导出任务繁忙，请稍后凭 details 中的编号下载。',
  },
});
