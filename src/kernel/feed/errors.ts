import { defineErrors } from '../errors.ts';

export const feedErrors = defineErrors({
  'feed.cursor_ahead': {
    status: 409,
    en: 'The cursor lies beyond the end of the log (`head`): it is of another log, or this one was restored from an older state. Do not start over by yourself; tell the operator.',
    zh: '游标超出日志末尾（head）：游标属于其他日志，或日志自较早备份恢复。请勿自行从头消费，应通知运维人员。',
  },
  'feed.too_many': {
    status: 429,
    en: 'Too many streams and waiting requests are open; close one, or try again.',
    zh: '打开的事件流和等待请求过多，请关闭一个或稍后重试。',
  },
});
