import { defineErrors } from '../../kernel/errors.ts';

export const campaignErrors = defineErrors({
  'campaign.area_unknown': {
    status: 422,
    en: 'No village or community with this code is in force today.',
    zh: '今日没有该代码的村（社区）。',
  },
  'campaign.running': {
    status: 409,
    en: 'A campaign is running in this village already.',
    zh: '该村已有进行中的整村授信活动。',
    field: 'areaCode',
    constraints: ['campaign_area_code_key'],
  },
  'campaign.closed': {
    status: 409,
    en: 'The campaign is closed.',
    zh: '该活动已结束。',
  },
  'campaign.move_illegal': {
    status: 409,
    en: 'Not all of these households can be moved so; `details` says which and why. None was moved.',
    zh: '所列农户中有不能如此变更的，详见 details；均未变更。',
  },
  'campaign.household_unknown': {
    status: 422,
    en: 'A household named is not of this campaign.',
    zh: '所列农户中有不属于本活动的。',
  },
  'campaign.scope_choice': {
    status: 400,
    en: 'Give either a campaign or the beginning of a division code, not both.',
    zh: '活动与区划代码前缀只能提供其一。',
  },
});
