-- What files held before there were forms becomes answers to a form that asks just that.

-- Whoever owns the tables reads every institution's rows meanwhile, a superuser or not.
alter table customer no force row level security;
alter table profile_form no force row level security;
alter table customer_profile no force row level security;

create temporary table former_item (
  place integer, section text, code text, stored text, type text, en text, zh text, more jsonb
) on commit drop;
insert into former_item values
  (1, 'PEOPLE_AT_HOME', 'PEOPLE', 'memberCount', 'NUMBER', 'People in the household', '家庭人口数',
   '{"unit": {"en": "people", "zh": "人"}, "max": "50"}'),
  (2, 'PEOPLE_AT_HOME', 'LABOUR', 'labourCount', 'NUMBER', 'People able to work', '劳动力人数',
   '{"unit": {"en": "people", "zh": "人"}, "max": "50"}'),
  (3, 'PEOPLE_AT_HOME', 'YEARS_RESIDENT', 'yearsResident', 'NUMBER', 'Years lived here', '本地居住年限',
   '{"unit": {"en": "years", "zh": "年"}, "max": "120"}'),
  (4, 'INCOME', 'MAIN_ACTIVITY', 'mainActivity', 'TEXT', 'Main activity', '主要经营项目',
   '{"format": "INDUSTRY_CODE"}'),
  (5, 'INCOME', 'NET_INCOME', 'netIncomeFen', 'MONEY', 'Net income of last year', '上年纯收入',
   '{"required": true}'),
  (6, 'INCOME', 'EXPENDITURE', 'expenditureFen', 'MONEY', 'Expenditure of last year', '上年家庭开支', '{}'),
  (7, 'BUSINESS', 'REGISTRATION', 'registration', 'CHOICE', 'Registered or not', '是否办理营业执照',
   '{"options": [
     {"code": "REGISTERED", "label": {"en": "Registered", "zh": "已登记"}},
     {"code": "UNREGISTERED", "label": {"en": "Not registered", "zh": "未登记"}}]}'),
  (8, 'BUSINESS', 'INDUSTRY', 'industryCode', 'TEXT', 'Industry', '所属行业',
   '{"format": "INDUSTRY_CODE"}'),
  (9, 'BUSINESS', 'STARTED_ON', 'startedOn', 'DATE', 'In business since', '开业时间', '{}'),
  (10, 'BUSINESS', 'PREMISES', 'premises', 'CHOICE', 'Premises', '经营场所',
   '{"options": [
     {"code": "OWNED", "label": {"en": "Owned", "zh": "自有"}},
     {"code": "RENTED", "label": {"en": "Rented for more than a year", "zh": "租赁一年以上"}},
     {"code": "STALL", "label": {"en": "A stall, let for short, or none", "zh": "摊位、短租或无固定场所"}}]}'),
  (11, 'BUSINESS', 'EMPLOYEES', 'employeeCount', 'NUMBER', 'Employees', '从业人数',
   '{"unit": {"en": "people", "zh": "人"}, "max": "100000"}'),
  (12, 'BUSINESS', 'TURNOVER', 'turnoverFen', 'MONEY', 'Turnover of last year', '上年营业收入',
   '{"required": true}'),
  (13, 'BUSINESS', 'PROFIT', 'profitFen', 'MONEY', 'Profit of last year', '上年净利润',
   '{"min": "-999999999999999"}'),
  (14, 'BALANCE', 'ASSETS', 'assetsFen', 'MONEY', 'Assets', '资产', '{"required": true}'),
  (15, 'BALANCE', 'DEBTS', 'debtsFen', 'MONEY', 'Debts', '负债', '{"required": true}'),
  (16, 'CREDIT', 'REPAYMENT', 'repaymentRecord', 'CHOICE', 'Repayment record', '履约记录',
   '{"required": true, "options": [
     {"code": "ON_TIME", "label": {"en": "Always on time", "zh": "按时足额还款"}},
     {"code": "NO_HISTORY", "label": {"en": "Never borrowed", "zh": "无借款记录"}},
     {"code": "SHORT_DELAY", "label": {"en": "Once up to 30 days late, made good", "zh": "曾逾期30天以内并已还清"}},
     {"code": "LONG_DELAY", "label": {"en": "Once more than 30 days late", "zh": "曾逾期30天以上"}}]}'),
  (17, 'CREDIT', 'CREDIT_REPORT_CONSENT', 'creditReportConsent', 'BOOLEAN',
   'Consent to query the credit registry', '征信查询授权', '{}'),
  (18, 'CREDIT', 'FINANCING_NEED', 'financingNeed', 'CHOICE', 'What finance is wanted for', '融资需求',
   '{"options": [
     {"code": "NONE", "label": {"en": "Nothing", "zh": "无"}},
     {"code": "PRODUCTION", "label": {"en": "Production", "zh": "生产"}},
     {"code": "BUSINESS", "label": {"en": "Business", "zh": "经营周转"}},
     {"code": "CONSUMPTION", "label": {"en": "Consumption", "zh": "消费"}},
     {"code": "HOUSING", "label": {"en": "Housing", "zh": "住房"}},
     {"code": "OTHER", "label": {"en": "Other", "zh": "其他"}}]}');

create temporary table former_section (place integer, code text, en text, zh text, parties text[])
  on commit drop;
insert into former_section values
  (1, 'PEOPLE_AT_HOME', 'People', '家庭人口', '{HOUSEHOLD}'),
  (2, 'INCOME', 'Income and spending', '收入与支出', '{HOUSEHOLD}'),
  (3, 'BUSINESS', 'Business', '经营情况', '{GROWER,SOLE_TRADER,ORGANISATION}'),
  (4, 'BALANCE', 'Assets and debts', '资产负债', '{HOUSEHOLD,SOLE_TRADER,ORGANISATION}'),
  (5, 'CREDIT', 'Credit', '信用情况', '{HOUSEHOLD,SOLE_TRADER,ORGANISATION}');

-- Asked from before any form was, until the first form of its kind or until the next.
insert into profile_form (institution_id, id, code, edition, customer_kind, name_en, name_zh, sample,
  status, content, valid_from, valid_to, drafted_by, published_by)
select filed.institution_id, gen_random_uuid(), 'FORMER_' || filed.kind, 1, filed.kind,
  'What files held before forms', '启用信息采集表之前的档案内容', false,
  case when first.valid_from is null then 'PUBLISHED' else 'SUPERSEDED' end,
  jsonb_build_object('format', 1, 'code', 'FORMER_' || filed.kind, 'sample', false,
    'label', jsonb_build_object('en', 'What files held before forms', 'zh', '启用信息采集表之前的档案内容'),
    'sections', (
      select jsonb_agg(jsonb_build_object('code', section.code,
        'label', jsonb_build_object('en', section.en, 'zh', section.zh),
        'items', (
          select jsonb_agg(jsonb_build_object('code', item.code, 'type', item.type, 'weight', 1,
            'required', false, 'sensitive', false,
            'label', jsonb_build_object('en', item.en, 'zh', item.zh)) || item.more
            order by item.place)
          from former_item item where item.section = section.code)) order by section.place)
      from former_section section
      where section.parties && array[filed.party,
        case when filed.kind in ('FAMILY_FARM', 'LARGE_GROWER') then 'GROWER' end])),
  date '2000-01-01', first.valid_from, filed.opened_by, filed.opened_by
from (
  select institution_id, kind, party, (array_agg(registered_by order by id))[1] as opened_by
  from customer where profile <> '{}' group by institution_id, kind, party) as filed
cross join lateral (
  select min(form.valid_from) as valid_from from profile_form form
  where form.institution_id = filed.institution_id and form.customer_kind = filed.kind) as first;

insert into customer_profile (institution_id, id, answers, sections)
select customer.institution_id, customer.id, held.answers, (
  select jsonb_agg(jsonb_build_object('code', section ->> 'code', 'form', form.id, 'edition', 1,
      'percent', figures.filled * 100 / figures.asked, 'filled', figures.filled,
      'asked', figures.asked, 'missing', figures.missing, 'notAsked', '[]'::jsonb)
    || case when figures.filled = 0 then '{}' else jsonb_build_object(
      'by', customer.registered_by, 'on', customer.registered_on) end order by place)
  from jsonb_array_elements(form.content -> 'sections') with ordinality as listed (section, place)
  cross join lateral (
    select count(*) as asked, count(*) filter (where held.answers ? (item ->> 'code')) as filled,
      coalesce(jsonb_agg(item -> 'code') filter (where not held.answers ? (item ->> 'code')), '[]')
        as missing
    from jsonb_array_elements(section -> 'items') as item) as figures)
from customer
join profile_form form on form.institution_id = customer.institution_id
  and form.customer_kind = customer.kind and form.code = 'FORMER_' || customer.kind
cross join lateral (
  select coalesce(jsonb_object_agg(item.code,
    case when jsonb_typeof(customer.profile -> item.stored) = 'number'
      then to_jsonb(customer.profile ->> item.stored) else customer.profile -> item.stored end), '{}')
    as answers
  from former_item item
  where jsonb_typeof(customer.profile -> item.stored) <> 'null') as held
where customer.profile <> '{}'
on conflict (institution_id, id) do update
  set answers = excluded.answers, sections = excluded.sections
  where customer_profile.answers = '{}' and customer_profile.sealed_cipher is null;

alter table customer drop column profile;
alter table customer force row level security;
alter table profile_form force row level security;
alter table customer_profile force row level security;
