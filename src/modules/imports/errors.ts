import { defineErrors } from '../../kernel/errors.ts';

export const importErrors = defineErrors({
  'import.kind_unknown': {
    status: 404,
    en: 'There is no such kind of import.',
    zh: '不支持该导入类型。',
  },
  'import.empty': {
    status: 422,
    en: 'The file has no rows below the headings.',
    zh: '文件除标题行外没有数据。',
  },
  'import.not_yours': {
    status: 403,
    en: 'Only the person who sent the file may do this: it is worked off with that person’s rights.',
    zh: '仅上传人可执行此操作：导入以上传人的权限执行。',
  },
  'import.state': {
    status: 409,
    en: 'The import does not stand where this can be done.',
    zh: '导入的当前状态不允许此操作。',
  },
  'import.rows_missing': {
    status: 409,
    en: 'Not all rows of the file have arrived; send it again.',
    zh: '文件尚未完整接收，请重新上传。',
  },
  'import.duplicate_row': {
    status: 409,
    en: 'An earlier row of the file has the same number.',
    zh: '文件前面的行已有相同号码。',
  },
  'import.key_missing': {
    status: 422,
    en: 'A row needs an identity number, a credit code or a code of its own, or the household and relationship of whom it names, to be told apart.',
    zh: '每行须有身份证号、统一社会信用代码或客户编号之一，家庭成员可以所属农户及与户主关系识别。',
  },
  'import.unidentified': {
    status: 409,
    en: 'Taken into the household without a number: still to be identified.',
    zh: '已登记为家庭成员，无证件号码，待补录。',
  },
  'import.household_missing': {
    status: 404,
    en: 'No household with this head or code is on file, or opened by a row above.',
    zh: '未找到该户主身份证号或编号对应的农户：既未建档，前面的行也未建档。',
  },
  'import.cell_required': { status: 422, en: 'The cell may not be empty.', zh: '该单元格必填。' },
  'import.cell_unlisted': {
    status: 422,
    en: 'The cell holds none of the values of its column.',
    zh: '单元格的值不在可选范围内。',
  },
  'import.waiting_approval': {
    status: 409,
    en: 'Waits for a second person; what is decided is not written here.',
    zh: '待复核人处理，复核结果不在此更新。',
  },
});
