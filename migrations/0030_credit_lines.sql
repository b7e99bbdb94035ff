-- Credit lines (授信额度): what a household or firm may draw on, bound to the rating it was granted on.

create table credit_line (
  institution_id uuid not null constraint credit_line_institution_id_fkey references institution,
  id uuid not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  customer_id uuid not null,
  rating_id uuid not null,
  notice_entry_id uuid,
  grade text collate "C" not null
    constraint credit_line_grade_check check (grade ~ '^[A-Z][A-Z0-9_]{0,62}$'),
  granted_fen bigint not null constraint credit_line_granted_fen_check check (granted_fen > 0),
  amount_fen bigint not null constraint credit_line_amount_fen_check check (amount_fen > 0),
  products text[] not null constraint credit_line_products_check check (cardinality(products) <= 20),
  status text not null default 'ACTIVE' constraint credit_line_status_check
    check (status in ('ACTIVE', 'SUSPENDED', 'CLOSED')),
  valid_from date not null,
  valid_to date not null,
  review_due_on date not null,
  rule_set text not null,
  granted_by uuid not null,
  constraint credit_line_pkey primary key (institution_id, id),
  constraint credit_line_customer_id_fkey
    foreign key (institution_id, customer_id) references customer,
  constraint credit_line_rating_id_fkey foreign key (institution_id, rating_id) references rating,
  constraint credit_line_notice_entry_id_fkey
    foreign key (institution_id, notice_entry_id) references notice_entry,
  constraint credit_line_granted_by_fkey foreign key (institution_id, granted_by) references person,
  constraint credit_line_valid_to_check check (valid_to >= valid_from),
  -- One line of a customer on any day. Coalesce keeps look-ups by customer on the b-tree.
  constraint credit_line_period_excl exclude using gist
    (institution_id with =, coalesce(customer_id, id) with =, daterange(valid_from, valid_to) with &&)
);
create index credit_line_customer_id_idx on credit_line (institution_id, customer_id, valid_from);
create index credit_line_rating_id_idx on credit_line (institution_id, rating_id);
create index credit_line_notice_entry_id_idx on credit_line (institution_id, notice_entry_id);
create index credit_line_granted_by_idx on credit_line (institution_id, granted_by);
create index credit_line_status_idx on credit_line (institution_id, status, valid_from);
create index credit_line_grade_idx on credit_line (institution_id, grade, valid_from);
create index credit_line_review_due_on_idx on credit_line (institution_id, review_due_on);
create index credit_line_valid_to_idx on credit_line (institution_id, valid_to);
comment on table credit_line is
  'A credit line of a customer for a period; how it stood on a day is in credit_line_state';
comment on column credit_line.rating_id is 'The rating it rests on: its grade and its upper limit';
comment on column credit_line.notice_entry_id is
  'By which that rating stood its public notice, where the rules asked for one';
comment on column credit_line.granted_fen is 'As granted; amount_fen is what it is now';
comment on column credit_line.products is 'Codes of the products it may be drawn by; empty for all';
comment on column credit_line.valid_to is 'First day it is over: expired, or closed before that';
comment on column credit_line.review_due_on is 'The yearly review is due by this day';
select protect_table('credit_line');

create table credit_line_state (
  institution_id uuid not null
    constraint credit_line_state_institution_id_fkey references institution,
  id uuid not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  credit_line_id uuid not null,
  status text not null constraint credit_line_state_status_check
    check (status in ('ACTIVE', 'SUSPENDED', 'CLOSED')),
  amount_fen bigint not null
    constraint credit_line_state_amount_fen_check check (amount_fen > 0),
  cause text not null constraint credit_line_state_cause_check check (cause in ('GRANTED', 'REVIEWED',
    'REDUCED', 'RESUMED', 'CLOSED', 'NEGATIVE_LIST', 'OVERDUE_ELSEWHERE', 'DISPUTE',
    'CONSENT_WITHDRAWN', 'OTHER')),
  reason text constraint credit_line_state_reason_check check (char_length(reason) between 1 and 500),
  rating_id uuid not null,
  valid_from date not null,
  valid_to date,
  set_by uuid not null,
  constraint credit_line_state_pkey primary key (institution_id, id),
  constraint credit_line_state_credit_line_id_fkey
    foreign key (institution_id, credit_line_id) references credit_line,
  constraint credit_line_state_rating_id_fkey foreign key (institution_id, rating_id) references rating,
  constraint credit_line_state_set_by_fkey foreign key (institution_id, set_by) references person,
  constraint credit_line_state_valid_to_check check (valid_to >= valid_from),
  constraint credit_line_state_period_excl exclude using gist (
    institution_id with =, coalesce(credit_line_id, id) with =,
    daterange(valid_from, valid_to) with &&)
);
create index credit_line_state_credit_line_id_idx
  on credit_line_state (institution_id, credit_line_id, valid_from);
create index credit_line_state_rating_id_idx on credit_line_state (institution_id, rating_id);
create index credit_line_state_set_by_idx on credit_line_state (institution_id, set_by);
create index credit_line_state_cause_idx on credit_line_state (institution_id, cause, valid_from);
comment on table credit_line_state is
  'How a line stood, period by period; several changes of one day leave empty periods behind';
comment on column credit_line_state.cause is 'Why it came to stand so';
select protect_table('credit_line_state');
