-- Village panels (评议): villagers and staff appraise households where nobody sees another's scores.
-- Ballots are sealed until the panel is closed; scores and means come to exist by closing it.

create table panel_rule_set (
  institution_id uuid not null constraint panel_rule_set_institution_id_fkey references institution,
  id uuid not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  code text collate "C" not null
    constraint panel_rule_set_code_check check (code ~ '^[A-Z][A-Z0-9_]{0,62}$'),
  legal_basis text not null
    constraint panel_rule_set_legal_basis_check check (char_length(legal_basis) between 1 and 500),
  content jsonb not null
    constraint panel_rule_set_content_check check (jsonb_typeof(content) = 'object'),
  valid_from date not null,
  valid_to date,
  set_by uuid not null,
  constraint panel_rule_set_pkey primary key (institution_id, id),
  constraint panel_rule_set_code_key unique (institution_id, code),
  constraint panel_rule_set_set_by_fkey foreign key (institution_id, set_by) references person,
  constraint panel_rule_set_valid_to_check check (valid_to > valid_from),
  constraint panel_rule_set_period_excl exclude using gist
    (institution_id with =, daterange(valid_from, valid_to) with &&)
);
create index panel_rule_set_set_by_idx on panel_rule_set (institution_id, set_by);
comment on table panel_rule_set is
  'How an institution draws, counts and averages its panels from a day on; before its first, the rules that come with the program';
comment on column panel_rule_set.content is
  'Method, trimming, quorum, seats, scale, rounding and for how long means may be used';
select protect_table('panel_rule_set');

create table panel_reviewer (
  institution_id uuid not null constraint panel_reviewer_institution_id_fkey references institution,
  id uuid not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  area_code text collate "C" not null
    constraint panel_reviewer_area_code_check check (area_code ~ '^\d{12}$'),
  standing text not null
    constraint panel_reviewer_standing_check check (standing in ('REGULAR', 'SUBSTITUTE')),
  position text not null constraint panel_reviewer_position_check check (position in (
    'VILLAGE_SECRETARY', 'COMMITTEE_MEMBER', 'GROUP_LEADER', 'PARTY_MEMBER',
    'VILLAGERS_REPRESENTATIVE', 'ELDER', 'SUPERVISOR', 'BANK_STAFF', 'OTHER')),
  person_id uuid,
  household_id uuid,
  name_mask text constraint panel_reviewer_name_mask_check
    check (char_length(name_mask) between 1 and 64),
  name_cipher bytea,
  mobile_mask text constraint panel_reviewer_mobile_mask_check
    check (char_length(mobile_mask) between 1 and 32),
  mobile_cipher bytea,
  mobile_digest bytea,
  id_number_mask text constraint panel_reviewer_id_number_mask_check
    check (char_length(id_number_mask) between 1 and 32),
  id_number_cipher bytea,
  id_number_digest bytea,
  valid_from date not null,
  valid_to date,
  constraint panel_reviewer_pkey primary key (institution_id, id),
  constraint panel_reviewer_person_id_fkey
    foreign key (institution_id, person_id) references person,
  constraint panel_reviewer_household_id_fkey
    foreign key (institution_id, household_id) references customer,
  constraint panel_reviewer_valid_to_check check (valid_to >= valid_from),
  constraint panel_reviewer_who_check check (
    num_nonnulls(name_mask, name_cipher, mobile_mask, mobile_cipher, mobile_digest)
      = case when person_id is null then 5 else 0 end),
  constraint panel_reviewer_id_number_check check (
    num_nonnulls(id_number_mask, id_number_cipher, id_number_digest) in (0, 3)
    and (person_id is null or id_number_mask is null)),
  -- One place in the pool of a village: a person of the bank, or an outsider by mobile.
  constraint panel_reviewer_person_excl exclude using gist (
    institution_id with =, area_code with =, coalesce(person_id, id) with =,
    daterange(valid_from, valid_to) with &&),
  constraint panel_reviewer_mobile_excl exclude using gist (
    institution_id with =, area_code with =, mobile_digest with =,
    daterange(valid_from, valid_to) with &&) where (mobile_digest is not null)
);
create index panel_reviewer_area_code_idx
  on panel_reviewer (institution_id, area_code, standing, id);
create index panel_reviewer_person_id_idx on panel_reviewer (institution_id, person_id);
create index panel_reviewer_household_id_idx on panel_reviewer (institution_id, household_id);
comment on table panel_reviewer is
  'The pool of a village (评议员库): who may be drawn into its panels, for a period';
comment on column panel_reviewer.person_id is
  'A person of the institution; null for a villager, whose name and mobile are sealed';
comment on column panel_reviewer.household_id is
  'The household the reviewer lives in, where it has a file: what recusals are found by';
comment on column panel_reviewer.name_cipher is 'Sealed under the reviewer''s own key';
select protect_table('panel_reviewer');

create table panel (
  institution_id uuid not null constraint panel_institution_id_fkey references institution,
  id uuid not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  area_code text collate "C" not null
    constraint panel_area_code_check check (area_code ~ '^\d{12}$'),
  round text collate "C" not null constraint panel_round_check check (round ~ '^[A-Z0-9-]{1,32}$'),
  turn smallint not null constraint panel_turn_check check (turn in (1, 2)),
  first_id uuid,
  second_reason text
    constraint panel_second_reason_check check (char_length(second_reason) between 1 and 500),
  sequence integer not null constraint panel_sequence_check check (sequence >= 1),
  status text not null default 'OPEN'
    constraint panel_status_check check (status in ('OPEN', 'CLOSED', 'CANCELLED')),
  algorithm text not null
    constraint panel_algorithm_check check (algorithm in ('SHA256_ORDER_1')),
  seed text collate "C" not null constraint panel_seed_check check (seed ~ '^[0-9a-f]{64}$'),
  seats integer not null constraint panel_seats_check check (seats between 1 and 100),
  regular_ids uuid[] not null,
  substitute_ids uuid[] not null,
  rule_set text collate "C" not null,
  rules jsonb not null constraint panel_rules_check check (jsonb_typeof(rules) = 'object'),
  items jsonb not null constraint panel_items_check check (jsonb_typeof(items) = 'array'),
  convened_by uuid not null,
  convened_on date not null,
  closed_by uuid,
  closed_on date,
  minutes_sha256 text collate "C"
    constraint panel_minutes_sha256_check check (minutes_sha256 ~ '^[0-9a-f]{64}$'),
  results_sha256 text collate "C"
    constraint panel_results_sha256_check check (results_sha256 ~ '^[0-9a-f]{64}$'),
  cancelled_by uuid,
  cancelled_reason text
    constraint panel_cancelled_reason_check check (char_length(cancelled_reason) between 1 and 500),
  constraint panel_pkey primary key (institution_id, id),
  constraint panel_first_id_fkey foreign key (institution_id, first_id) references panel,
  constraint panel_convened_by_fkey foreign key (institution_id, convened_by) references person,
  constraint panel_closed_by_fkey foreign key (institution_id, closed_by) references person,
  constraint panel_cancelled_by_fkey foreign key (institution_id, cancelled_by) references person,
  constraint panel_second_check check (
    (turn = 2) = (first_id is not null) and (turn = 2) = (second_reason is not null)),
  constraint panel_closing_check check (
    num_nonnulls(closed_by, closed_on, minutes_sha256, results_sha256)
      = case status when 'CLOSED' then 4 else 0 end),
  constraint panel_cancelling_check check (
    num_nonnulls(cancelled_by, cancelled_reason) = case status when 'CANCELLED' then 2 else 0 end)
);
-- A place in the order of a village's panels is taken once; what is cancelled leaves it free.
create unique index panel_sequence_key on panel (institution_id, area_code, round, sequence)
  where status <> 'CANCELLED';
create unique index panel_first_id_key on panel (institution_id, first_id)
  where status <> 'CANCELLED' and first_id is not null;
create index panel_area_code_idx on panel (institution_id, area_code, round, sequence);
create index panel_status_idx on panel (institution_id, status, area_code);
create index panel_round_idx on panel (institution_id, round, area_code);
create index panel_convened_on_idx on panel (institution_id, convened_on, id);
create index panel_first_id_idx on panel (institution_id, first_id);
create index panel_convened_by_idx on panel (institution_id, convened_by);
create index panel_closed_by_idx on panel (institution_id, closed_by);
create index panel_cancelled_by_idx on panel (institution_id, cancelled_by);
comment on table panel is 'A panel of a village that reviews some of its households in a rating round';
comment on column panel.turn is 'First review (初评) or second (复评) of the same households';
comment on column panel.sequence is
  'Which panel of the village in the round this is; a cancelled one leaves its place and its seed to the next';
comment on column panel.seed is
  'Drawn by the machine and journalled; with the pool it decides the members, so that anyone can draw again';
comment on column panel.regular_ids is 'The regulars in the pool on the day of the draw';
comment on column panel.rules is 'The rules in force on the day it was convened, as they were';
comment on column panel.items is 'What is scored: [{"code","label":{"en","zh"}}]';
comment on column panel.results_sha256 is 'Of all means of the panel in a fixed order; journalled too';
select protect_table('panel');

create table panel_member (
  institution_id uuid not null constraint panel_member_institution_id_fkey references institution,
  id uuid not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  panel_id uuid not null,
  reviewer_id uuid not null,
  place integer not null constraint panel_member_place_check check (place >= 1),
  seat text not null
    constraint panel_member_seat_check check (seat in ('SITTING', 'STANDBY', 'EXCUSED')),
  excused_reason text constraint panel_member_excused_reason_check
    check (char_length(excused_reason) between 1 and 500),
  signature_sha256 text collate "C" constraint panel_member_signature_sha256_check
    check (signature_sha256 ~ '^[0-9a-f]{64}$'),
  constraint panel_member_pkey primary key (institution_id, id),
  constraint panel_member_panel_id_fkey foreign key (institution_id, panel_id) references panel,
  constraint panel_member_reviewer_id_fkey
    foreign key (institution_id, reviewer_id) references panel_reviewer,
  constraint panel_member_place_key unique (institution_id, panel_id, place),
  constraint panel_member_reviewer_id_key unique (institution_id, panel_id, reviewer_id),
  constraint panel_member_excused_check check ((seat = 'EXCUSED') = (excused_reason is not null))
);
create index panel_member_reviewer_id_idx on panel_member (institution_id, reviewer_id);
comment on table panel_member is 'Who was drawn into a panel, in the order of the draw';
comment on column panel_member.seat is
  'SITTING reviews; STANDBY takes the seat of the first who is EXCUSED, in the order of the draw';
comment on column panel_member.signature_sha256 is
  'SHA-256 of the member''s signature under the minutes, kept elsewhere';
select protect_table('panel_member');

create table panel_subject (
  institution_id uuid not null constraint panel_subject_institution_id_fkey references institution,
  id uuid not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  panel_id uuid not null,
  customer_id uuid not null,
  number integer not null constraint panel_subject_number_check check (number >= 1),
  round text collate "C" not null,
  turn smallint not null,
  state text not null default 'PENDING' constraint panel_subject_state_check
    check (state in ('PENDING', 'REVIEWED', 'UNREVIEWED', 'CANCELLED')),
  reviews integer constraint panel_subject_reviews_check check (reviews >= 0),
  constraint panel_subject_pkey primary key (institution_id, id),
  constraint panel_subject_panel_id_fkey foreign key (institution_id, panel_id) references panel,
  constraint panel_subject_customer_id_fkey
    foreign key (institution_id, customer_id) references customer,
  constraint panel_subject_number_key unique (institution_id, panel_id, number),
  constraint panel_subject_customer_id_key unique (institution_id, panel_id, customer_id),
  constraint panel_subject_reviews_state_check
    check ((state in ('REVIEWED', 'UNREVIEWED')) = (reviews is not null))
);
-- Nobody stands before two panels of one round and turn, unless the first could not review them.
create unique index panel_subject_round_key
  on panel_subject (institution_id, customer_id, round, turn)
  where state in ('PENDING', 'REVIEWED');
create index panel_subject_customer_id_idx on panel_subject (institution_id, customer_id, state);
comment on table panel_subject is 'A customer whom a panel reviews';
comment on column panel_subject.number is 'On the ballot sheet, so that paper needs no names';
comment on column panel_subject.state is
  'UNREVIEWED: the panel was closed without a quorum for this customer, who has no mean from it';
comment on column panel_subject.reviews is 'How many reviews counted, once the panel is closed';
select protect_table('panel_subject');

create table panel_recusal (
  institution_id uuid not null constraint panel_recusal_institution_id_fkey references institution,
  id uuid not null,
  created_at timestamptz not null default now(),
  panel_id uuid not null,
  member_id uuid not null,
  subject_id uuid not null,
  basis text not null
    constraint panel_recusal_basis_check check (basis in ('DECLARED', 'DETECTED')),
  ground text not null constraint panel_recusal_ground_check
    check (ground in ('SAME_HOUSEHOLD', 'RELATIVE', 'DEBT', 'DISPUTE', 'OTHER')),
  recorded_by uuid not null,
  recorded_at timestamptz not null,
  constraint panel_recusal_pkey primary key (institution_id, id),
  constraint panel_recusal_panel_id_fkey foreign key (institution_id, panel_id) references panel,
  constraint panel_recusal_member_id_fkey
    foreign key (institution_id, member_id) references panel_member,
  constraint panel_recusal_subject_id_fkey
    foreign key (institution_id, subject_id) references panel_subject,
  constraint panel_recusal_recorded_by_fkey
    foreign key (institution_id, recorded_by) references person,
  constraint panel_recusal_subject_id_key unique (institution_id, subject_id, member_id)
);
create index panel_recusal_panel_id_idx on panel_recusal (institution_id, panel_id);
create index panel_recusal_member_id_idx on panel_recusal (institution_id, member_id);
create index panel_recusal_recorded_by_idx on panel_recusal (institution_id, recorded_by);
comment on table panel_recusal is
  'A member who does not review a subject (回避), on declaration or found by the files; a review already given does not count';
select protect_table('panel_recusal');

create table panel_ballot (
  institution_id uuid not null constraint panel_ballot_institution_id_fkey references institution,
  id uuid not null,
  created_at timestamptz not null default now(),
  panel_id uuid not null,
  member_id uuid not null,
  subject_id uuid not null,
  channel text not null constraint panel_ballot_channel_check check (channel in ('OWN', 'PAPER')),
  sealed bytea not null,
  evidence_sha256 text collate "C" constraint panel_ballot_evidence_sha256_check
    check (evidence_sha256 ~ '^[0-9a-f]{64}$'),
  entered_by uuid not null,
  entered_at timestamptz not null,
  constraint panel_ballot_pkey primary key (institution_id, id),
  constraint panel_ballot_panel_id_fkey foreign key (institution_id, panel_id) references panel,
  constraint panel_ballot_member_id_fkey
    foreign key (institution_id, member_id) references panel_member,
  constraint panel_ballot_subject_id_fkey
    foreign key (institution_id, subject_id) references panel_subject,
  constraint panel_ballot_entered_by_fkey
    foreign key (institution_id, entered_by) references person,
  constraint panel_ballot_review_key unique (institution_id, subject_id, member_id),
  constraint panel_ballot_evidence_check check ((channel = 'PAPER') = (evidence_sha256 is not null))
);
create index panel_ballot_panel_id_idx on panel_ballot (institution_id, panel_id);
create index panel_ballot_member_id_idx on panel_ballot (institution_id, member_id);
create index panel_ballot_entered_by_idx on panel_ballot (institution_id, entered_by);
comment on table panel_ballot is 'One review of one subject by one member: that it was given, and by whom entered';
comment on column panel_ballot.sealed is
  'The scores under the panel''s own key, all of one length; opened once, by closing the panel';
comment on column panel_ballot.evidence_sha256 is 'SHA-256 of the paper ballot, kept elsewhere';
select protect_table('panel_ballot');

create table panel_score (
  institution_id uuid not null constraint panel_score_institution_id_fkey references institution,
  id uuid not null,
  created_at timestamptz not null default now(),
  panel_id uuid not null,
  ballot_id uuid not null,
  subject_id uuid not null,
  item text collate "C" not null
    constraint panel_score_item_check check (item ~ '^[A-Z][A-Z0-9_]{0,62}$'),
  score numeric not null,
  counted boolean not null,
  constraint panel_score_pkey primary key (institution_id, id),
  constraint panel_score_panel_id_fkey foreign key (institution_id, panel_id) references panel,
  constraint panel_score_ballot_id_fkey
    foreign key (institution_id, ballot_id) references panel_ballot,
  constraint panel_score_subject_id_fkey
    foreign key (institution_id, subject_id) references panel_subject,
  constraint panel_score_item_key unique (institution_id, ballot_id, item)
);
create index panel_score_panel_id_idx on panel_score (institution_id, panel_id);
create index panel_score_subject_id_idx on panel_score (institution_id, subject_id, item);
comment on table panel_score is 'What each ballot said, once its panel is closed';
comment on column panel_score.counted is
  'False for a review of somebody the member turned out to be recused from';
select protect_table('panel_score');

create table panel_mean (
  institution_id uuid not null constraint panel_mean_institution_id_fkey references institution,
  id uuid not null,
  created_at timestamptz not null default now(),
  panel_id uuid not null,
  subject_id uuid not null,
  customer_id uuid not null,
  item text collate "C" not null
    constraint panel_mean_item_check check (item ~ '^[A-Z][A-Z0-9_]{0,62}$'),
  mean numeric not null,
  reviews integer not null constraint panel_mean_reviews_check check (reviews >= 1),
  trimmed integer not null constraint panel_mean_trimmed_check check (trimmed >= 0),
  constraint panel_mean_pkey primary key (institution_id, id),
  constraint panel_mean_panel_id_fkey foreign key (institution_id, panel_id) references panel,
  constraint panel_mean_subject_id_fkey
    foreign key (institution_id, subject_id) references panel_subject,
  constraint panel_mean_customer_id_fkey
    foreign key (institution_id, customer_id) references customer,
  constraint panel_mean_item_key unique (institution_id, subject_id, item)
);
create index panel_mean_panel_id_idx on panel_mean (institution_id, panel_id);
create index panel_mean_customer_id_idx on panel_mean (institution_id, customer_id, item);
comment on table panel_mean is
  'What a closed panel found of a customer, per item and OVERALL, the mean of the items';
comment on column panel_mean.trimmed is 'Reviews left out at both ends together';
select protect_table('panel_mean');

-- Only an open panel takes reviews and recusals, only a closed one has scores, and neither comes back.
create function require_panel_status() returns trigger language plpgsql as $$
begin
  if not exists (select from panel
      where institution_id = new.institution_id and id = new.panel_id and status = tg_argv[0]) then
    raise exception 'the panel is not %', tg_argv[0]
      using errcode = 'check_violation', constraint = tg_table_name || '_panel_status_check';
  end if;
  return new;
end
$$;
comment on function require_panel_status() is
  'Refuses a row of a panel that is not in the state the trigger names';
create trigger require_panel_status before insert on panel_ballot
  for each row execute function require_panel_status('OPEN');
create trigger require_panel_status before insert on panel_recusal
  for each row execute function require_panel_status('OPEN');
create trigger require_panel_status before insert on panel_score
  for each row execute function require_panel_status('CLOSED');
create trigger require_panel_status before insert on panel_mean
  for each row execute function require_panel_status('CLOSED');

create function keep_panel() returns trigger language plpgsql as $$
begin
  if old.status <> 'OPEN' then
    raise exception 'panel % is over and is not opened again', old.id
      using errcode = 'check_violation', constraint = 'panel_over_check';
  end if;
  if (new.seed, new.regular_ids, new.substitute_ids, new.rules, new.items, new.seats, new.sequence)
      is distinct from
      (old.seed, old.regular_ids, old.substitute_ids, old.rules, old.items, old.seats, old.sequence)
  then
    raise exception 'the draw and the rules of panel % stand', old.id
      using errcode = 'check_violation', constraint = 'panel_drawn_check';
  end if;
  return new;
end
$$;
create trigger keep_panel before update on panel for each row execute function keep_panel();

revoke update on panel_recusal, panel_ballot, panel_score, panel_mean from jingtian_api;
