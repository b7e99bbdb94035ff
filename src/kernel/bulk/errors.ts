import { defineErrors } from '../errors.ts';

/** Why a file of rows is refused as a whole. */
export const bulkErrors = defineErrors({
  'bulk.format': {
    status: 415,
    en: 'The file is neither CSV nor XLSX. Save old Excel files (.xls) as .xlsx.',
    zh: '文件既非 CSV 也非 XLSX；旧版 .xls 请另存为 .xlsx。',
  },
  'bulk.encoding': {
    status: 422,
    en: 'The text is neither UTF-8 nor GB18030 (GBK); `byte` says where it stops being either.',
    zh: '文本编码既非 UTF-8 也非 GB18030（GBK）。',
  },
  'bulk.damaged': {
    status: 422,
    en: 'The file is damaged, encrypted, or not what its form says.',
    zh: '文件已损坏、被加密或格式不符。',
  },
  'bulk.too_large': {
    status: 413,
    en: 'The file has more bytes, rows, columns or longer cells than allowed; details say which.',
    zh: '文件的大小、行数、列数或单元格长度超出限制，details 指明哪一项。',
  },
  'bulk.inflates': {
    status: 422,
    en: 'The archive inflates beyond all measure; it is not read.',
    zh: '压缩包膨胀比例异常，拒绝读取。',
  },
  'bulk.header': {
    status: 422,
    en: 'The first row does not name the columns; details list the unknown, repeated and missing.',
    zh: '首行列名不符，details 列出未知、重复与缺少的列。',
  },
});
