import '../../kernel/feed/errors.ts';
import '../../kernel/outbound/errors.ts';
import { defineErrors } from '../../kernel/errors.ts';

export const webhookErrors = defineErrors({
  'webhook-endpoint.name_taken': {
    status: 409,
    en: 'Another endpoint of the institution has this name.',
    zh: '机构内已有同名推送端点。',
    field: 'name',
    constraints: ['webhook_endpoint_name_key'],
  },
  'webhook-endpoint.act_unknown': {
    status: 422,
    en: 'There is no such act, and none of such a family; events.json names them all.',
    zh: '没有此行为或行为族，全部行为见 events.json。',
  },
  'webhook-endpoint.too_many': {
    status: 409,
    en: 'As many endpoints of the institution are sent to as the operator allows (`limit`); pause one first.',
    zh: '机构启用的推送端点数已达运维设定的上限（limit），请先暂停其一。',
  },
  'webhook-endpoint.not_active': {
    status: 409,
    en: 'The endpoint is not being sent to.',
    zh: '该推送端点未启用。',
  },
  'webhook-endpoint.is_active': {
    status: 409,
    en: 'The endpoint is being sent to.',
    zh: '该推送端点正在启用中。',
  },
});
