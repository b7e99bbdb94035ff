import { defineErrors } from './errors.ts';

/** Refusals of the kernel itself, the same for every module. */
export const kernelErrors = defineErrors({
  'input.invalid': {
    status: 400,
    en: 'The input does not have the required shape; `path` names the field.',
    zh: '输入不符合要求，path 指出有误的字段。',
  },
  'privacy.forbidden_content': {
    status: 422,
    en: 'Free text may not carry the number of a bank card or an identity card; `path` names the field.',
    zh: '文本中不得包含银行卡号或居民身份证号，path 指出有误的字段。',
  },
  'input.too_large': { status: 413, en: 'The body is too large.', zh: '请求体过大。' },
  'input.media_type': {
    status: 415,
    en: 'The Content-Type is not supported here.',
    zh: '不支持该内容类型。',
  },
  'request.not_found': { status: 404, en: 'There is no such resource.', zh: '资源不存在。' },
  'request.method': { status: 405, en: 'The method is not allowed here.', zh: '不允许该方法。' },
  'request.rate_limited': {
    status: 429,
    en: 'Too many requests, or the query budget is spent; see Retry-After.',
    zh: '请求过于频繁或查询额度已用尽，请按 Retry-After 重试。',
  },
  'request.overloaded': {
    status: 503,
    en: 'The server is overloaded or shutting down; try again.',
    zh: '服务繁忙或正在停机，请稍后重试。',
  },
  'auth.unauthenticated': {
    status: 401,
    en: 'A valid bearer token is required.',
    zh: '需要有效的访问令牌。',
  },
  'auth.forbidden': {
    status: 403,
    en: 'You may not do this.',
    zh: '无权执行该操作。',
  },
  'object.not_found': {
    status: 404,
    en: 'There is no such object, or you may not see it.',
    zh: '对象不存在或无权查看。',
  },
  'object.stale': {
    status: 412,
    en: 'The object has changed since you read it; read it again.',
    zh: '对象已被他人修改，请重新读取。',
  },
  'object.version_required': {
    status: 428,
    en: 'Send the version you read, as If-Match (REST).',
    zh: '请在 If-Match 中提供所读到的版本。',
  },
  'object.referenced': {
    status: 409,
    en: 'The object refers to something that does not exist here.',
    zh: '引用的对象不存在。',
    constraints: [],
  },
  'object.conflict': {
    status: 409,
    en: 'Another object already holds this value or period.',
    zh: '该取值或期间已被占用。',
  },
  'object.erased': {
    status: 410,
    en: 'What was kept here was erased: its key is gone.',
    zh: '此处内容已删除，密钥已销毁。',
  },
  'object.illegal': {
    status: 422,
    en: 'The database refused the value as breaking a rule.',
    zh: '取值违反数据规则。',
  },
  'idempotency.key_required': {
    status: 400,
    en: 'Every command needs an idempotency key (Idempotency-Key header or envelope).',
    zh: '每个命令都需要幂等键（Idempotency-Key 或 envelope）。',
  },
  'idempotency.key_invalid': {
    status: 400,
    en: 'An idempotency key is 1 to 128 printable ASCII characters.',
    zh: '幂等键须为 1 至 128 个可见 ASCII 字符。',
  },
  'idempotency.key_reused': {
    status: 422,
    en: 'This idempotency key was used with another input.',
    zh: '该幂等键已用于不同的输入。',
  },
  'idempotency.in_flight': {
    status: 409,
    en: 'The first request with this key is still running; try again.',
    zh: '同一幂等键的请求仍在处理，请稍后重试。',
  },
  'command.unknown_outcome': {
    status: 503,
    en: 'It is not known whether the command took effect; send it again with the same key.',
    zh: '无法确认命令是否生效，请用同一幂等键重发。',
  },
  'command.contended': {
    status: 503,
    en: 'Too many concurrent changes to the same data; try again with the same key.',
    zh: '并发修改过多，请用同一幂等键重试。',
  },
  'command.reason_required': {
    status: 400,
    en: 'This command needs a reason: in the header Reason (percent-encoded) or the envelope.',
    zh: '该命令须说明理由：写入 Reason 请求头（百分号编码）或 envelope。',
  },
  'command.no_dry_run': {
    status: 400,
    en: 'This command has no dry run: it shows what must stay on record.',
    zh: '该命令不支持试运行：查看行为须留痕。',
  },
  'approval.not_pending': {
    status: 409,
    en: 'The request has already been decided.',
    zh: '该申请已处理。',
  },
  'approval.maker_barred': {
    status: 409,
    en: 'The maker has left, or may no longer do this.',
    zh: '经办人已离岗或不再具有该权限。',
  },
  'approval.policy_unusable': {
    status: 422,
    en: 'No such policy can be kept: the command is never reviewed, or the field and its threshold do not fit it.',
    zh: '复核规则无效：该命令不适用复核，或判定字段与阈值不符。',
  },
  'approval.maker_is_checker': {
    status: 403,
    en: 'The maker of a request may not decide it.',
    zh: '经办人不得复核自己的申请。',
    constraints: ['approval_request_checker_id_check'],
  },
  'query.invalid': {
    status: 400,
    en: 'The GraphQL document is not valid.',
    zh: 'GraphQL 文档无效。',
  },
  'query.unknown_document': {
    status: 404,
    en: 'No trusted document has this id.',
    zh: '没有该受信查询文档。',
  },
  'request.not_acceptable': {
    status: 406,
    en: 'None of the accepted media types can be produced.',
    zh: '无法生成所接受的内容类型。',
  },
  'query.too_expensive': {
    status: 400,
    en: 'The query asks for more than the cost limit allows.',
    zh: '查询超出成本上限。',
  },
  'query.page_size': {
    status: 400,
    en: 'A connection needs `first` or `last`, from 1 to 100.',
    zh: '分页须提供 first 或 last，取值 1 至 100。',
  },
  'query.cursor': { status: 400, en: 'The cursor is not one of ours.', zh: '游标无效。' },
  'query.timeout': { status: 503, en: 'The query took too long.', zh: '查询超时。' },
  'server.fault': {
    status: 500,
    en: 'A fault of the server; report the correlation id.',
    zh: '服务器内部错误，请提供关联编号。',
  },
});
