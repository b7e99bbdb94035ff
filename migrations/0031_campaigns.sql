-- Whole-village credit (整村授信): one campaign per village, its households with the stage each has
-- reached, and every step as a dated fact.

create table campaign (
  institution_id uuid not null constraint campaign_institution_id_fkey references institution,
  id uuid not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  area_code text collate "C" not null
    constraint campaign_area_code_check check (area_code ~ '^\d{12}$'),
  name text not null constraint campaign_name_check check (char_length(name) between 1 and 128),
  status text not null default 'OPEN'
    constraint campaign_status_check check (status in ('OPEN', 'CLOSED')),
  roster_households integer not null constraint campaign_roster_households_check
    check (roster_households between 1 and 100000),
  opened_on date not null,
  closed_on date,
  opened_by uuid not null,
  constraint campaign_pkey primary key (institution_id, id),
  constraint campaign_opened_by_fkey foreign key (institution_id, opened_by) references person,
  constraint campaign_closed_on_check
    check ((status = 'CLOSED') = (closed_on is not null) and closed_on >= opened_on)
);
create unique index campaign_area_code_key on campaign (institution_id, area_code)
  where status = 'OPEN';
create index campaign_area_code_idx on campaign (institution_id, area_code, opened_on);
create index campaign_status_idx on campaign (institution_id, status, area_code);
create index campaign_opened_by_idx on campaign (institution_id, opened_by);
comment on table campaign is 'A village taken through whole-village credit; one at a time per village';
comment on column campaign.roster_households is
  'Households on the village''s own roster (户籍花名册), on file or not: what shares are taken of';
select protect_table('campaign');

create table campaign_household (
  institution_id uuid not null
    constraint campaign_household_institution_id_fkey references institution,
  id uuid not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  campaign_id uuid not null,
  customer_id uuid not null,
  stage text not null constraint campaign_household_stage_check check (stage in ('ROSTER', 'SCREENED',
    'VISITED', 'FIRST_RATED', 'SECOND_RATED', 'DECIDED', 'NOTICED', 'SIGNED', 'DRAWN', 'DROPPED')),
  stage_since date not null,
  constraint campaign_household_pkey primary key (institution_id, id),
  constraint campaign_household_campaign_id_fkey
    foreign key (institution_id, campaign_id) references campaign,
  constraint campaign_household_customer_id_fkey
    foreign key (institution_id, customer_id) references customer,
  constraint campaign_household_customer_key unique (institution_id, campaign_id, customer_id)
);
create index campaign_household_campaign_id_idx
  on campaign_household (institution_id, campaign_id, stage, id);
create index campaign_household_customer_id_idx on campaign_household (institution_id, customer_id);
create index campaign_household_stage_idx on campaign_household (institution_id, stage, id);
comment on table campaign_household is 'A household in a campaign and the stage it stands at now';
select protect_table('campaign_household');

create table campaign_step (
  institution_id uuid not null constraint campaign_step_institution_id_fkey references institution,
  id uuid not null,
  campaign_household_id uuid not null,
  stage text not null constraint campaign_step_stage_check check (stage in ('ROSTER', 'SCREENED',
    'VISITED', 'FIRST_RATED', 'SECOND_RATED', 'DECIDED', 'NOTICED', 'SIGNED', 'DRAWN', 'DROPPED')),
  moved_on date not null,
  moved_by uuid not null,
  reason text constraint campaign_step_reason_check check (char_length(reason) between 1 and 500),
  constraint campaign_step_pkey primary key (institution_id, id),
  constraint campaign_step_campaign_household_id_fkey
    foreign key (institution_id, campaign_household_id) references campaign_household,
  constraint campaign_step_moved_by_fkey foreign key (institution_id, moved_by) references person
);
create index campaign_step_campaign_household_id_idx
  on campaign_step (institution_id, campaign_household_id, moved_on, id);
create index campaign_step_moved_by_idx on campaign_step (institution_id, moved_by);
create index campaign_step_stage_idx on campaign_step (institution_id, stage, moved_on);
comment on table campaign_step is
  'A household reached a stage on a day; never changed, so that any day can be counted again';
select protect_table('campaign_step');
revoke update on campaign_step from jingtian_api;
