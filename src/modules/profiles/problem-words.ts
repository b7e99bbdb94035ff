const words = (en: string, zh: string) => ({ en, zh });

/** What can be wrong with a form, in words. */
export const problemWords = {
  SECTION_TWICE: words('Two sections have this code.', '分节代码重复。'),
  ITEM_TWICE: words('Two items of the form have this code.', '项目代码在表内重复。'),
  COLUMN_TWICE: words('Two columns have this code.', '列代码重复。'),
  OPTION_TWICE: words('Two options have this code.', '选项代码重复。'),
  NO_OPTIONS: words('A choice has options, or names a value list.', '选择项须有选项或引用代码表。'),
  VALUE_LIST_UNKNOWN: words('There is no such value list.', '没有该代码表。'),
  RANGE_EMPTY: words('The most allowed is less than the least.', '上限小于下限。'),
  FREE_TEXT_OPEN: words(
    'Free text may hold names, so it is sensitive.',
    '自由文本可能含有姓名，须设为敏感项。',
  ),
  LIST_OPEN: words(
    'Health, ethnic group and political affiliation are asked as sensitive items only.',
    '健康状况、民族、政治面貌须设为敏感项。',
  ),
  SECRET_ASKED: words(
    'Passwords, card codes and other means of authentication are never asked.',
    '不得采集密码、卡验证码等用户鉴别信息。',
  ),
  CONDITION_UNKNOWN: words(
    'A condition names an item before it in the same section.',
    '填写条件须引用同一分节内排在前面的项目。',
  ),
  CONDITION_TYPE: words(
    'A condition rests on a choice or a yes or no.',
    '填写条件只能依据选择项或是非项。',
  ),
  CONDITION_SENSITIVE: words(
    'A condition does not rest on a sensitive item.',
    '填写条件不得依据敏感项。',
  ),
  CONDITION_VALUE: words('The item has no such value.', '该项目没有此取值。'),
  TERM_UNKNOWN: words(
    'A computed item adds items and table columns of its own section.',
    '计算项只能引用本分节的项目和明细列。',
  ),
  TERM_TYPE: words('Money adds to money, numbers to numbers.', '金额与金额相加，数值与数值相加。'),
  TERM_SENSITIVE: words(
    'A computed item would show what is sealed.',
    '计算项会泄露敏感项，不得引用。',
  ),
  UNIT_MISSING: words('A computed number has a unit.', '计算出的数值须有单位。'),
  FIELD_OF_KIND: words('A file of this kind does not hold this.', '该类客户档案没有此字段。'),
  COUNTED_BY: words(
    'Members are counted by a number of the same section.',
    '家庭成员数须以同一分节内的数值项为准。',
  ),
  SECTION_NEEDED: words(
    'A later step needs a section the form does not have.',
    '表中缺少后续环节所需的分节。',
  ),
  WEIGHTLESS: words('Nothing counts towards completeness.', '没有计入完整度的项目。'),
} as const;
