/** The contract of a log's resources. */
import type { FileOperation, PublicOperation } from '../../kernel/module.ts';
import { type JsonSchema, objectOf } from '../../kernel/rest/openapi/json-schema.ts';
import { LOG_PERMISSION, OWN_LOG, PUBLIC_LOG } from './log-routes.ts';
import { CONSISTENCY, ENTRY_PROOF, HISTORY_PROOF, MOST_PROVED } from './proof-routes.ts';

const TAG = 'journal-entry';
const NOTE = { 'text/plain': { type: 'string' } };
const BYTES = { 'application/octet-stream': { type: 'string', format: 'binary' } };

const institution: JsonSchema = {
  name: 'institution',
  in: 'path',
  required: true,
  description: 'The institution’s code. 机构代码',
  schema: { type: 'string', pattern: '^[A-Z0-9-]{2,32}$' },
};
const path: JsonSchema = {
  name: 'path',
  in: 'path',
  required: true,
  description:
    'Level, index and width as c2sp.org/tlog-tiles spells them, e.g. `0/x001/x234/067` or `1/000.p/17`. 层级、序号与宽度',
  schema: { type: 'string' },
};
const cosignatures: JsonSchema = {
  name: 'cosignatures',
  in: 'query',
  description: 'The newest checkpoint that has at least so many cosignatures. 最少见证签名数',
  schema: { type: 'integer', minimum: 0, maximum: 100, default: 0 },
};

const wholeNumber: JsonSchema = { type: 'integer', minimum: 0 };
const inPath = (name: string, description: string, schema: JsonSchema): JsonSchema => ({
  name,
  in: 'path',
  required: true,
  description,
  schema,
});

const checkpointTitle = { en: 'The latest checkpoint of a log', zh: '日志的最新检查点' };
const checkpointDescription = {
  en: 'A signed note (c2sp.org/tlog-checkpoint): the name of the log, its size and its root, with the cosignatures of witnesses.',
  zh: '签名文本（c2sp.org/tlog-checkpoint）：日志名称、条数与根哈希，附见证方签名。',
};
const tileTitle = { en: 'Hashes of the tree of a log', zh: '日志的哈希块' };
const tileDescription = {
  en: 'Concatenated hashes of 32 bytes (c2sp.org/tlog-tiles). What a path answers never changes.',
  zh: '依次排列的 32 字节哈希（c2sp.org/tlog-tiles），同一地址的内容永不改变。',
};

export const publicLogOperations: readonly PublicOperation[] = [
  {
    method: 'get',
    path: `${PUBLIC_LOG}/checkpoint`,
    operationId: 'publicLogCheckpoint',
    title: checkpointTitle,
    description: checkpointDescription,
    parameters: [institution, cosignatures],
    success: { status: 200, description: 'The note. 检查点', schema: {}, content: NOTE },
    errors: ['input.invalid', 'object.not_found'],
  },
  {
    method: 'get',
    path: `${PUBLIC_LOG}/tile/*`,
    operationId: 'publicLogTile',
    title: tileTitle,
    description: tileDescription,
    parameters: [institution, path],
    success: { status: 200, description: 'Hashes. 哈希', schema: {}, content: BYTES },
    errors: ['object.not_found'],
  },
];

const own = { method: 'get', tag: TAG, permission: LOG_PERMISSION } as const;

export const ownLogOperations: readonly FileOperation[] = [
  {
    ...own,
    path: `${OWN_LOG}/checkpoint`,
    operationId: 'journalCheckpoint',
    title: checkpointTitle,
    description: checkpointDescription,
    parameters: [cosignatures],
    success: { description: 'The note. 检查点', content: NOTE },
    errors: ['input.invalid', 'object.not_found'],
  },
  {
    ...own,
    path: `${OWN_LOG}/tile/*`,
    operationId: 'journalTile',
    title: { en: 'Hashes or entries of the log', zh: '日志的哈希块或条目' },
    description: {
      en: 'As the public reads them; and below `entries/`, bundles of entries, each behind its length as two bytes, big-endian.',
      zh: '与公开地址相同；另在 entries/ 下提供条目，每条前置两字节大端长度。',
    },
    parameters: [path],
    success: { description: 'Hashes or entries. 哈希或条目', content: BYTES },
    errors: ['object.not_found'],
  },
  {
    ...own,
    path: ENTRY_PROOF,
    operationId: 'journalEntryProof',
    title: { en: 'A proof that the log holds an entry', zh: '条目存在证明' },
    description: {
      en: 'A file (c2sp.org/tlog-proof) with the entry itself, the hashes beside its way to the root, and the latest checkpoint: with the log’s verifier key it is all one needs.',
      zh: '证明文件（c2sp.org/tlog-proof），含条目原文、路径哈希与最新检查点，配合日志的验证公钥即可离线验证。',
    },
    parameters: [inPath('position', 'Its place, from 0. 位置', wholeNumber), cosignatures],
    success: { description: 'The proof. 证明', content: NOTE },
    errors: ['input.invalid', 'object.not_found'],
  },
  {
    ...own,
    path: HISTORY_PROOF,
    operationId: 'journalObjectProof',
    title: { en: 'A proof of all that happened to an object', zh: '对象全部历史的证明' },
    description: {
      en: `Proofs of every entry about it, one behind the other, against one checkpoint; at most ${MOST_PROVED}, and \`Link\` says where the rest begins.`,
      zh: `该对象全部条目的证明依次排列，同一检查点；每次最多 ${MOST_PROVED} 条，后续地址见 Link。`,
    },
    parameters: [
      inPath('id', 'Of an object of any type. 对象标识', { type: 'string' }),
      { name: 'from', in: 'query', description: 'First place. 起始位置', schema: wholeNumber },
      cosignatures,
    ],
    success: { description: 'The proofs. 证明', content: NOTE },
    errors: ['input.invalid', 'object.not_found'],
  },
  {
    ...own,
    path: CONSISTENCY,
    operationId: 'journalConsistency',
    title: { en: 'That the log of one size begins with another', zh: '日志一致性证明' },
    description: {
      en: 'The consistency proof of RFC 6962 between two sizes of the log.',
      zh: '两个条数之间的一致性证明（RFC 6962）。',
    },
    parameters: [
      { name: 'from', in: 'query', required: true, schema: wholeNumber },
      { name: 'to', in: 'query', required: true, schema: wholeNumber },
    ],
    success: {
      description: 'Hashes in base64. 哈希',
      content: {
        'application/json': objectOf({
          from: wholeNumber,
          to: wholeNumber,
          hashes: { type: 'array', items: { type: 'string' } },
        }),
      },
    },
    errors: ['input.invalid', 'object.not_found'],
  },
];
