-- Repayments by the list and by the file: checked as a whole, then booked row by row.
create table repayment_batch (
  institution_id uuid not null
    constraint repayment_batch_institution_id_fkey references institution,
  id uuid not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  sha256 bytea not null constraint repayment_batch_sha256_check check (length(sha256) = 32),
  source text not null constraint repayment_batch_source_check check (source in ('LIST', 'FILE')),
  status text not null
    constraint repayment_batch_status_check check (status in ('HELD', 'OPEN', 'DONE', 'DROPPED')),
  row_count integer not null constraint repayment_batch_row_count_check check (row_count > 0),
  total_fen bigint not null constraint repayment_batch_total_fen_check check (total_fen >= 0),
  faulty_count integer not null,
  taken_count integer not null default 0,
  known_count integer not null default 0,
  held_count integer not null default 0,
  refused_count integer not null default 0,
  received_on date not null,
  received_by uuid not null,
  decided_by uuid,
  ended_at timestamptz,
  constraint repayment_batch_pkey primary key (institution_id, id),
  constraint repayment_batch_received_by_fkey
    foreign key (institution_id, received_by) references person,
  constraint repayment_batch_decided_by_fkey
    foreign key (institution_id, decided_by) references person,
  -- Whoever sent it does not decide what becomes of its faults.
  constraint repayment_batch_decided_by_check check (decided_by <> received_by),
  constraint repayment_batch_counts_check check (
    faulty_count + taken_count + known_count + held_count + refused_count <= row_count
    and (status <> 'DONE'
      or faulty_count + taken_count + known_count + held_count + refused_count = row_count)),
  constraint repayment_batch_ended_at_check
    check ((status in ('DONE', 'DROPPED')) = (ended_at is not null))
);
create unique index repayment_batch_sha256_key on repayment_batch (institution_id, sha256)
  where status <> 'DROPPED';
create index repayment_batch_received_on_idx on repayment_batch (institution_id, received_on, id);
create index repayment_batch_status_idx on repayment_batch (institution_id, status, received_on);
create index repayment_batch_received_by_idx on repayment_batch (institution_id, received_by);
create index repayment_batch_decided_by_idx on repayment_batch (institution_id, decided_by);
comment on table repayment_batch is
  'Repayments the bank core reports together (批量还款), under one total';
comment on column repayment_batch.sha256 is 'Of the rows as sent: the same again is the same batch';
comment on column repayment_batch.status is
  'HELD: has faulty rows and waits for a person; OPEN: its good rows are being booked';
comment on column repayment_batch.known_count is 'Rows that had been reported before';
comment on column repayment_batch.held_count is 'Rows that wait for a disbursement to be confirmed';
select protect_table('repayment_batch');

create table repayment_batch_row (
  institution_id uuid not null
    constraint repayment_batch_row_institution_id_fkey references institution,
  id uuid not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  batch_id uuid not null,
  number integer not null constraint repayment_batch_row_number_check check (number >= 1),
  loan_code text collate "C" not null
    constraint repayment_batch_row_loan_code_check check (loan_code ~ '^[A-Z0-9-]{0,32}$'),
  reference text collate "C" not null
    constraint repayment_batch_row_reference_check check (char_length(reference) <= 64),
  loan_id uuid,
  amount_fen bigint,
  paid_on date,
  recomputation text constraint repayment_batch_row_recomputation_check
    check (recomputation in ('SHORTEN_TERM', 'LOWER_INSTALMENT')),
  state text not null constraint repayment_batch_row_state_check
    check (state in ('READY', 'FAULTY', 'TAKEN', 'KNOWN', 'HELD', 'REFUSED')),
  code text collate "C"
    constraint repayment_batch_row_code_check check (code ~ '^[a-z-]+\.[a-z0-9_]+$'),
  constraint repayment_batch_row_pkey primary key (institution_id, id),
  constraint repayment_batch_row_number_key unique (institution_id, batch_id, number),
  constraint repayment_batch_row_batch_id_fkey
    foreign key (institution_id, batch_id) references repayment_batch,
  constraint repayment_batch_row_loan_id_fkey foreign key (institution_id, loan_id) references loan,
  constraint repayment_batch_row_code_state_check
    check ((state in ('FAULTY', 'REFUSED')) = (code is not null)),
  constraint repayment_batch_row_whole_check
    check (state = 'FAULTY' or num_nonnulls(loan_id, amount_fen, paid_on) = 3)
);
create index repayment_batch_row_state_idx
  on repayment_batch_row (institution_id, batch_id, state, number);
create index repayment_batch_row_loan_id_idx on repayment_batch_row (institution_id, loan_id);
comment on table repayment_batch_row is 'One repayment of a batch and what became of it';
comment on column repayment_batch_row.loan_code is 'As sent where it has the form of one';
comment on column repayment_batch_row.code is 'Why it is faulty or was refused: an error code';
select protect_table('repayment_batch_row');
