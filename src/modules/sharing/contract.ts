/** The contract of the pull. */
import { BATCH_TYPE } from '../../kernel/feed/answer.ts';
import { feedFilter, feedParameters } from '../../kernel/feed/query.ts';
import type { FileOperation } from '../../kernel/module.ts';
import { idOf, type JsonSchema, objectOf } from '../../kernel/rest/openapi/json-schema.ts';
import { PULL, SHARED_EVENTS_PATH } from './routes.ts';

const sharedEvent: JsonSchema = {
  description:
    'A CloudEvent 1.0 in RFC 8785 form. `id` is the place in the log of `source`, `leafhash` what the tree of the log holds there; `data` has the members and objects that were agreed on and nothing else. 依协议展示的事实（CloudEvents，RFC 8785 规范形式）',
  ...objectOf({
    specversion: { const: '1.0' },
    id: { type: 'string', pattern: '^\\d{1,19}$' },
    source: { type: 'string', format: 'uri-reference' },
    type: { type: 'string', description: 'The act. 行为' },
    time: { type: 'string', format: 'date-time' },
    datacontenttype: { const: 'application/json' },
    leafhash: { type: 'string', pattern: '^[0-9a-f]{64}$' },
    data: objectOf({
      members: { type: 'object', description: 'Members agreed on, masked where agreed. 数据项' },
      objects: {
        type: 'array',
        items: { type: 'object', description: 'Objects agreed on: id, type, version. 对象' },
      },
    }),
  }),
};

const pull: FileOperation = {
  method: 'get',
  path: SHARED_EVENTS_PATH,
  operationId: 'sharedEvents',
  tag: 'data-agreement',
  permission: PULL,
  title: { en: 'Facts as an agreement shows them', zh: '依协议拉取事实' },
  description: {
    en: 'For the client named in a data-sharing agreement in force. Complete up to `feed-cursor`: between `after` and it this is all the agreement shows; `shared-digest` is SHA-256 over the SHA-256s of the events. What leaves is in the journal before the first byte, and with everybody it tells something of.',
    zh: '供生效中的数据共享协议所列调用方拉取。feed-cursor 之前完整：自 after 至该位置，协议展示的事实全部在内；shared-digest 为各事件 SHA-256 依序连接后的 SHA-256。首字节发出前交付已写入日志，并逐人留存提供记录。',
  },
  parameters: [
    {
      ...feedFilter('agreement', 'The agreement, by global id. 协议'),
      required: true,
      schema: idOf('DataAgreement'),
    },
    ...feedParameters,
  ],
  success: {
    description: 'A page: `feed-cursor` where to go on, `feed-head` the end of the log. 一页',
    content: { [BATCH_TYPE]: { type: 'array', items: sharedEvent } },
  },
  errors: [
    'object.not_found',
    'shared-event.not_in_force',
    'shared-event.counts_only',
    'feed.cursor_ahead',
    'feed.too_many',
  ],
};

export const sharedEventOperations: readonly FileOperation[] = [pull];
