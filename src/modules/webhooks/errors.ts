import '../../kernel/feed/errors.ts';
import '../../kernel/outbound/errors.ts';
import { defineErrors } from '../../kernel/errors.ts';

export const webhookErrors = defineErrors({
  'webhook-endpoint.name_taken': {
    status: 409,
    en: 'Another endpoint of the institution has this name.',
    zh: '机构内已有同名推送端点。',
    constraints: ['webhook_endpoint_name_key'],
  },
  'webhook-endpoint.not_active': {
    status: 409,
    en: 'The endpoint is not being sent to.',
    zh: '该推送端点未启用。',
  },
  'webhook-endpoint.is_active': {
    status: 409,
    en: 'The endpoint is being sent to already.',
    zh: '该推送端点已启用。',
  },
});
