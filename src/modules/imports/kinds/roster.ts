import { listed, plain } from '../rules.ts';
import type { FileKind, ListedValue } from './kind.ts';

/** GB/T 4761 in one digit, and what village rosters say instead. */
const HEAD: ListedValue = { code: 'SELF', zh: '本人或户主', also: ['0', '本人', '户主'] };
const relationships: readonly ListedValue[] = [
  HEAD,
  { code: 'SPOUSE', zh: '配偶', also: ['1', '妻', '妻子', '夫', '丈夫'] },
  { code: 'SON', zh: '子', also: ['2', '儿子', '长子', '次子', '三子', '独生子'] },
  { code: 'DAUGHTER', zh: '女', also: ['3', '女儿', '长女', '次女', '三女', '独生女'] },
  {
    code: 'GRANDCHILD',
    zh: '孙子、孙女或外孙子、外孙女',
    also: ['4', '孙子', '孙女', '外孙', '外孙子', '外孙女'],
  },
  { code: 'PARENT', zh: '父母', also: ['5', '父亲', '母亲', '父', '母', '公公', '婆婆'] },
  { code: 'GRANDPARENT', zh: '祖父母或外祖父母', also: ['6', '祖父', '祖母', '外祖父', '外祖母'] },
  { code: 'SIBLING', zh: '兄弟姐妹', also: ['7', '兄', '弟', '姐', '妹'] },
  { code: 'OTHER', zh: '其他', also: ['8', '儿媳', '女婿', '其他亲属'] },
];

const RELATIONSHIP = {
  code: 'relationship',
  title: { en: 'Relationship to the head', zh: '与户主关系' },
  required: false,
  values: relationships,
  example: '户主',
} as const;

/** Somebody of a household whose number the roster does not have: by household, name and relation. */
function unnumbered(cells: ReadonlyMap<string, string>): string | null {
  const relationship = listed(RELATIONSHIP, cells.get('relationship') ?? '');
  const home = cells.get('householdCode') ?? cells.get('headIdNumber');
  const name = cells.get('name');
  if (!relationship || relationship === HEAD.code || !home || !name) return null;
  return `member ${plain(home).toUpperCase()} ${relationship} ${plain(name)}`;
}

/**
 * A roster of households and businesses: a row opens a file, or names somebody else who lives in the
 * household of a head named by number or code. Households stay together where their rows do.
 */
export const roster = {
  kind: 'ROSTER',
  title: { en: 'Roster of customers', zh: '客户名单' },
  keys: ['idNumber', 'creditCode', 'code'],
  apart: unnumbered,
  names: ['idNumber', 'creditCode', 'code', 'headIdNumber', 'householdCode'],
  columns: [
    {
      code: 'kind',
      title: { en: 'Kind', zh: '类型' },
      required: false,
      values: [
        { code: 'HOUSEHOLD', zh: '农户' },
        { code: 'FAMILY_FARM', zh: '家庭农场' },
        { code: 'LARGE_GROWER', zh: '种养大户' },
        { code: 'MERCHANT', zh: '商户' },
        { code: 'SMALL_ENTERPRISE', zh: '小微企业' },
        { code: 'COOPERATIVE', zh: '农民专业合作社' },
        { code: 'LEADING_ENTERPRISE', zh: '农业龙头企业' },
      ],
      example: '农户',
    },
    { code: 'name', title: { en: 'Name', zh: '姓名' }, required: true, example: '王某某' },
    {
      code: 'idNumber',
      title: { en: 'Identity number', zh: '身份证号' },
      required: false,
      example: '11010119000307281X',
    },
    {
      code: 'idType',
      title: { en: 'Identity document', zh: '证件类型' },
      required: false,
      values: [
        { code: 'CITIZEN_ID', zh: '居民身份证' },
        { code: 'HMT_RESIDENCE_PERMIT', zh: '港澳台居民居住证' },
        { code: 'FOREIGN_RESIDENCE_CARD', zh: '外国人永久居留身份证' },
        { code: 'PASSPORT', zh: '护照' },
        { code: 'HONG_KONG_MACAO_PERMIT', zh: '港澳居民来往内地通行证' },
        { code: 'TAIWAN_PERMIT', zh: '台湾居民来往大陆通行证' },
        { code: 'OFFICER_CARD', zh: '军官证' },
      ],
      example: '居民身份证',
    },
    {
      code: 'mobile',
      title: { en: 'Mobile', zh: '手机号' },
      required: false,
      example: '13800000000',
    },
    { code: 'address', title: { en: 'Address', zh: '住址' }, required: false, example: '三组12号' },
    {
      code: 'gridCode',
      title: { en: 'Grid', zh: '网格编码' },
      required: false,
      codesOf: 'Grid',
      example: '42900510620101',
    },
    {
      code: 'areaCode',
      title: { en: 'Village', zh: '村（社区）代码' },
      required: false,
      codesOf: 'Area',
      example: '429005106201',
    },
    {
      code: 'businessName',
      title: { en: 'Business name', zh: '名称' },
      required: false,
      example: '某某商店',
    },
    {
      code: 'creditCode',
      title: { en: 'Credit code', zh: '统一社会信用代码' },
      required: false,
      example: '91330100799655058B',
    },
    { code: 'code', title: { en: 'Code', zh: '客户编号' }, required: false, example: 'H-000001' },
    RELATIONSHIP,
    {
      code: 'headIdNumber',
      title: { en: 'Identity number of the head', zh: '户主身份证号' },
      required: false,
      example: '11010119000307281X',
    },
    {
      code: 'householdCode',
      title: { en: 'Household', zh: '所属农户编号' },
      required: false,
      codesOf: 'Customer',
      example: 'H-000001',
    },
  ],
  follows: (cells: ReadonlyMap<string, string>) => {
    const relationship = cells.get('relationship') ?? HEAD.code;
    return ![HEAD.code, HEAD.zh, ...(HEAD.also ?? [])].includes(relationship);
  },
} as const satisfies FileKind;
