import { defineErrors } from '../../kernel/errors.ts';

export const duplicateErrors = defineErrors({
  'duplicate.decided': {
    status: 409,
    en: 'The pair has been decided.',
    zh: '该疑似重复已处理。',
  },
  'duplicate.not_merged': {
    status: 409,
    en: 'Only a merger can be undone, once.',
    zh: '仅已合并的可以撤销，且只能撤销一次。',
  },
  'duplicate.survivor_unknown': {
    status: 422,
    en: 'The survivor is one of the pair.',
    zh: '保留的档案须为该对档案之一。',
  },
  'duplicate.both_have': {
    status: 409,
    en: 'Both files have what only one may have; end one of them first. `details` names what.',
    zh: '两份档案均有只能保留其一的业务，请先终止其中之一，详见 details。',
  },
  'duplicate.merged_further': {
    status: 409,
    en: 'The survivor has been merged or closed since; undo that first.',
    zh: '保留的档案此后又被合并或销户，请先撤销该操作。',
  },
});
