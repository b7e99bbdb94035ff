/** The contract of what the public reads and sends, for the document integrators generate from. */
import type { PublicOperation } from '../../kernel/module.ts';
import {
  idOf,
  type JsonSchema,
  objectOf,
  orNull,
  refTo,
} from '../../kernel/rest/openapi/json-schema.ts';
import { BOARD_PATH } from './public-address.ts';

const text = (description: string): JsonSchema => ({ type: 'string', description });
const date: JsonSchema = { type: 'string', format: 'date' };

const board = objectOf({
  slug: text('The bank’s code in lower case. 机构代码（小写）'),
  name: text('Its name. 机构名称'),
});

const notice = {
  id: idOf('Notice'),
  kind: refTo('NoticeKind'),
  title: text('Title. 标题'),
  areaCode: text('The village or community. 村（社区）代码'),
  openedOn: date,
  closesOn: { ...date, description: 'Last working day for objections. 异议截止日' },
  workingDays: { type: 'integer', description: 'Working days it runs. 公示工作日数' },
};

const entry = objectOf({
  id: idOf('NoticeEntry'),
  name: text('Masked. 脱敏姓名'),
  group: orNull(text('Grid or group. 网格（组）')),
  grade: orNull(text('Grade. 等级')),
  creditLine: orNull(text('Yuan. 授信额度（元）')),
});

const inPath = (name: string, schema: JsonSchema): JsonSchema => ({
  name,
  in: 'path',
  required: true,
  schema,
});
const inQuery = (name: string, schema: JsonSchema): JsonSchema => ({ name, in: 'query', schema });

const institution = inPath('institution', { type: 'string', pattern: '^[a-z0-9-]{2,32}$' });
const page = (cursor: JsonSchema): JsonSchema[] => [
  inQuery('first', { type: 'integer', minimum: 1, maximum: 100, default: 50 }),
  inQuery('after', cursor),
];

export const publicOperations: readonly PublicOperation[] = [
  {
    method: 'get',
    path: BOARD_PATH,
    operationId: 'publicNoticeboards',
    title: { en: 'Banks with a notice running', zh: '有公示的机构' },
    description: { en: 'Where to read on.', zh: '各机构公示地址。' },
    parameters: [],
    success: {
      status: 200,
      description: 'Banks. 机构',
      schema: objectOf({
        institutions: {
          type: 'array',
          items: { allOf: [board, objectOf({ url: text('Its notices. 公示地址') })] },
        },
      }),
    },
    errors: [],
  },
  {
    method: 'get',
    path: `${BOARD_PATH}/:institution`,
    operationId: 'publicNotices',
    title: { en: 'Notices running at a bank', zh: '机构公示列表' },
    description: {
      en: 'As JSON, or as an Atom feed with `Accept: application/atom+xml` or `format=atom`. The feed names nobody.',
      zh: 'JSON 或 Atom（Accept: application/atom+xml 或 format=atom）；订阅源不含个人信息。',
    },
    parameters: [
      institution,
      ...page(idOf('Notice')),
      inQuery('format', { enum: ['json', 'atom'] }),
    ],
    success: {
      status: 200,
      description: 'Notices, newest first. 公示，新者在前',
      schema: objectOf({
        institution: board,
        notices: { type: 'array', items: objectOf({ ...notice, url: text('Its page. 地址') }) },
      }),
    },
    errors: ['input.invalid', 'object.not_found'],
  },
  {
    method: 'get',
    path: `${BOARD_PATH}/:institution/:notice`,
    operationId: 'publicNotice',
    title: { en: 'One notice, as the public sees it', zh: '公示内容' },
    description: {
      en: 'Names are masked, and only of those who consent to it today; the others are a number.',
      zh: '姓名脱敏，且仅列当日仍同意公开者；其余只计数。',
    },
    parameters: [institution, inPath('notice', idOf('Notice')), ...page(idOf('NoticeEntry'))],
    success: {
      status: 200,
      description: 'The notice. 公示',
      schema: objectOf({
        institution: board,
        ...notice,
        notNamed: { type: 'integer', description: 'Listed without a name. 未列名户数' },
        entries: { type: 'array', items: entry },
      }),
    },
    errors: ['input.invalid', 'object.not_found'],
  },
  {
    method: 'post',
    path: `${BOARD_PATH}/:institution/:notice/objections`,
    operationId: 'publicObjection',
    title: { en: 'Object to an entry', zh: '提出异议' },
    description: {
      en: 'Anybody may, without a name. What is said is sealed; the clock stops for that entry.',
      zh: '任何人均可匿名提出；内容加密保存，该对象的公示期中止。',
    },
    parameters: [institution, inPath('notice', idOf('Notice'))],
    body: {
      type: 'object',
      properties: {
        entry: idOf('NoticeEntry'),
        ground: refTo('ObjectionGround'),
        text: { type: 'string', minLength: 1, maxLength: 1_000 },
        contact: { type: 'string', minLength: 1, maxLength: 64 },
      },
      required: ['entry', 'ground', 'text'],
      additionalProperties: false,
    },
    success: {
      status: 202,
      description: 'Taken down; the receipt may be quoted at the bank. 已受理',
      schema: objectOf({ receipt: orNull(text('Receipt. 回执号')) }),
    },
    errors: [
      'input.invalid',
      'input.too_large',
      'object.not_found',
      'notice.entry_not_listed',
      'notice.period_over',
      'notice.too_many_objections',
    ],
  },
];
