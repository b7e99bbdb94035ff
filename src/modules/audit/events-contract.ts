/** The contract of the feed. */
import { BATCH_TYPE, STREAM_TYPE } from '../../kernel/feed/answer.ts';
import { feedFilter, feedParameters, lastEventId } from '../../kernel/feed/query.ts';
import type { FileOperation } from '../../kernel/module.ts';
import { type JsonSchema, objectOf } from '../../kernel/rest/openapi/json-schema.ts';
import { EVENTS_PATH, FOLLOW } from './events.ts';

const cloudEvent: JsonSchema = {
  description:
    'A CloudEvent 1.0 (structured JSON). `id` is the place in the log of `source`; `data` is the journal entry: its RFC 8785 form is the bytes under the leaf hash. 事件（CloudEvents）',
  ...objectOf({
    specversion: { const: '1.0' },
    id: { type: 'string', pattern: '^\\d{1,19}$' },
    source: { type: 'string', format: 'uri-reference' },
    type: { type: 'string', description: 'The act, e.g. `loan.approved`. 行为' },
    time: { type: 'string', format: 'date-time' },
    datacontenttype: { const: 'application/json' },
    data: { type: 'object', description: 'As `schema/events.json` says. 流水记录' },
  }),
};

const events: FileOperation = {
  method: 'get',
  path: EVENTS_PATH,
  operationId: 'events',
  tag: 'journal',
  permission: FOLLOW,
  title: { en: 'Every fact, in order', zh: '事实流' },
  description: {
    en: 'Facts as CloudEvents in the order of the log, complete up to `feed-cursor`: store it together with what you made of the page and no fact is missed or taken twice. With `Accept: text/event-stream` the same, live, as server-sent events whose ids are places. Filters widen within themselves and narrow each other; the cursor moves on even where nothing fits. No personal data, and no words of reasons.',
    zh: '按日志顺序给出事实（CloudEvents），在 feed-cursor 之前完整：消费方将其与处理结果一并保存即可做到恰好一次。Accept 为 text/event-stream 时以 SSE 实时推送，事件 id 即位置。无匹配事实时游标照常前移。不含个人信息及理由原文。',
  },
  parameters: [
    ...feedParameters,
    feedFilter('act', 'Any of these acts. 行为'),
    feedFilter('actPrefix', 'Or an act that begins so, e.g. `loan.`. 行为前缀'),
    feedFilter('object', 'About any of these objects, by global id. 涉及对象'),
    lastEventId,
  ],
  success: {
    description:
      'A page (`feed-cursor` where to go on, `feed-head` the end of the log, `link` the next page), or a stream. 一页或事件流',
    content: {
      [BATCH_TYPE]: { type: 'array', items: cloudEvent },
      [STREAM_TYPE]: { type: 'string' },
    },
  },
  errors: ['feed.cursor_ahead', 'feed.too_many'],
};

export const eventOperations: readonly FileOperation[] = [events];
