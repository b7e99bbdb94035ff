import { actsOf, type Told } from './events-schema.ts';

type Json = Readonly<Record<string, unknown>>;

const EVENTS = './events.json';
const CONTENT_TYPE = 'application/cloudevents+json';

const CLOUD_EVENT: Json = {
  type: 'object',
  description: 'A CloudEvent 1.0 in structured JSON. 事件',
  properties: {
    specversion: { const: '1.0' },
    id: {
      type: 'string',
      pattern: '^\\d{1,19}$',
      description: 'The place in the log of `source`, dense from 0: the cursor. 位置',
    },
    source: {
      type: 'string',
      format: 'uri-reference',
      description: 'The log: its checkpoints and tiles lie below. 日志',
    },
    type: { type: 'string', description: 'The act. 行为' },
    subject: {
      type: 'string',
      description: 'Global id of the first object concerned; absent where there is none. 对象',
    },
    time: { type: 'string', format: 'date-time', description: 'When it happened. 时间' },
    datacontenttype: { const: 'application/json' },
    data: { $ref: EVENTS },
  },
  required: ['specversion', 'id', 'source', 'type', 'time', 'datacontenttype', 'data'],
};

/** The headers of Standard Webhooks. */
const SIGNATURE: Json = {
  type: 'object',
  properties: {
    'webhook-id': {
      type: 'string',
      format: 'uuid',
      description: 'The fact, the same at every try. 事实标识',
    },
    'webhook-timestamp': { type: 'string', description: 'Seconds since 1970, of the try. 时间戳' },
    'webhook-signature': {
      type: 'string',
      description: '`v1,` and base64, for each live secret, separated by spaces. 签名',
    },
  },
  required: ['webhook-id', 'webhook-timestamp', 'webhook-signature'],
};

/** What is sent live, as an AsyncAPI 3 document: every fact, by feed and by webhook. */
export function asyncapiOf({ registry }: Pick<Told, 'registry'>): Json {
  const acts = actsOf(registry);
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Jingtian 井田',
      version: '1',
      description:
        'Every fact of an institution, in the order of its log. The feed is read from a place on, live or page by page; webhooks are sent, in order for each object, at least once.\n\n机构的全部事实按日志顺序提供：可自任一位置拉取或实时订阅，也可推送（同一对象保序，至少一次）。',
      license: { name: 'Apache-2.0' },
    },
    defaultContentType: CONTENT_TYPE,
    channels: channelsOf(acts.map(({ act }) => act)),
    operations: {
      follow: operation('feed', 'Sends facts to whoever follows the log. 事实流'),
      push: operation('webhook', 'Sends facts to a registered endpoint. 推送'),
    },
    components: {
      schemas: { CloudEvent: CLOUD_EVENT, WebhookHeaders: SIGNATURE },
      messages: Object.fromEntries(
        acts.map(({ act, title, description }) => [act, message(act, title, description)]),
      ),
    },
  };
}

const operation = (channel: string, summary: string): Json => ({
  action: 'send',
  channel: { $ref: `#/channels/${channel}` },
  summary,
});

function channelsOf(acts: readonly string[]): Json {
  const messages = Object.fromEntries(
    acts.map((act) => [act, { $ref: `#/components/messages/${act}` }]),
  );
  return {
    feed: {
      address: '/v1/events',
      title: 'Feed 事实流',
      description:
        'Server-sent events with `Accept: text/event-stream`, whose ids are places; otherwise pages as JSON batches.',
      messages,
    },
    webhook: {
      address: null,
      title: 'Webhook 推送',
      description:
        'A POST to the address registered, with the headers of `WebhookHeaders`; any 2xx accepts.',
      messages,
    },
  };
}

const message = (act: string, title: string, summary: string): Json => ({
  name: act,
  title,
  summary,
  contentType: CONTENT_TYPE,
  payload: {
    allOf: [
      { $ref: '#/components/schemas/CloudEvent' },
      { properties: { type: { const: act }, data: { $ref: `${EVENTS}#/$defs/${act}` } } },
    ],
  },
});
