-- Who may decide credit: the authority matrix by date, votes handed to somebody else for a time, and
-- ties of staff to borrowers, who may not be decided by their own.

create table authority_matrix (
  institution_id uuid not null constraint authority_matrix_institution_id_fkey references institution,
  id uuid not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  code text collate "C" not null
    constraint authority_matrix_code_check check (code ~ '^[A-Z][A-Z0-9_]{0,62}$'),
  legal_basis text not null
    constraint authority_matrix_legal_basis_check check (char_length(legal_basis) between 1 and 500),
  content jsonb not null
    constraint authority_matrix_content_check check (jsonb_typeof(content) = 'object'),
  valid_from date not null,
  valid_to date,
  set_by uuid not null,
  constraint authority_matrix_pkey primary key (institution_id, id),
  constraint authority_matrix_code_key unique (institution_id, code),
  constraint authority_matrix_set_by_fkey foreign key (institution_id, set_by) references person,
  constraint authority_matrix_valid_to_check check (valid_to > valid_from),
  constraint authority_matrix_period_excl exclude using gist
    (institution_id with =, daterange(valid_from, valid_to) with &&)
);
create index authority_matrix_set_by_idx on authority_matrix (institution_id, set_by);
comment on table authority_matrix is
  'Who decides which credit from a day on (审批授权); before its first, the sample that comes with the program';
comment on column authority_matrix.content is
  'Rules in order, each with what it is for and its levels: roles, votes, quorum, veto';
select protect_table('authority_matrix');

create table authority_delegation (
  institution_id uuid not null
    constraint authority_delegation_institution_id_fkey references institution,
  id uuid not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  from_person_id uuid not null,
  to_person_id uuid not null,
  role_id uuid not null,
  limit_fen bigint
    constraint authority_delegation_limit_fen_check check (limit_fen > 0),
  document text not null
    constraint authority_delegation_document_check check (char_length(document) between 1 and 128),
  valid_from date not null,
  valid_to date not null,
  revoked_by uuid,
  constraint authority_delegation_pkey primary key (institution_id, id),
  constraint authority_delegation_from_person_id_fkey
    foreign key (institution_id, from_person_id) references person,
  constraint authority_delegation_to_person_id_fkey
    foreign key (institution_id, to_person_id) references person,
  constraint authority_delegation_role_id_fkey foreign key (institution_id, role_id) references role,
  constraint authority_delegation_revoked_by_fkey
    foreign key (institution_id, revoked_by) references person,
  constraint authority_delegation_self_check check (from_person_id <> to_person_id),
  -- Revoked before it began, or on its first day, it was never in force.
  constraint authority_delegation_valid_to_check
    check (valid_to > valid_from or (valid_to = valid_from and revoked_by is not null)),
  -- A seat is with one other person at a time.
  constraint authority_delegation_seat_excl exclude using gist (
    institution_id with =, from_person_id with =, role_id with =,
    daterange(valid_from, valid_to) with &&)
);
create index authority_delegation_from_person_id_idx
  on authority_delegation (institution_id, from_person_id, valid_to);
create index authority_delegation_to_person_id_idx
  on authority_delegation (institution_id, to_person_id, valid_to);
create index authority_delegation_role_id_idx on authority_delegation (institution_id, role_id);
create index authority_delegation_revoked_by_idx on authority_delegation (institution_id, revoked_by);
comment on table authority_delegation is
  'A seat of one person exercised by another for a time (转授权); ends by itself';
comment on column authority_delegation.limit_fen is
  'Largest credit decided on it; null where the limit of whoever delegates is the only one';
comment on column authority_delegation.document is 'Number of the signed letter of authority';
select protect_table('authority_delegation');

create table interest_declaration (
  institution_id uuid not null
    constraint interest_declaration_institution_id_fkey references institution,
  id uuid not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  person_id uuid not null,
  customer_id uuid not null,
  ground text not null constraint interest_declaration_ground_check
    check (ground in ('SAME_HOUSEHOLD', 'RELATIVE', 'BUSINESS', 'DEBT', 'DISPUTE', 'OTHER')),
  valid_from date not null,
  valid_to date,
  declared_by uuid not null,
  ended_by uuid,
  constraint interest_declaration_pkey primary key (institution_id, id),
  constraint interest_declaration_person_id_fkey
    foreign key (institution_id, person_id) references person,
  constraint interest_declaration_customer_id_fkey
    foreign key (institution_id, customer_id) references customer,
  constraint interest_declaration_declared_by_fkey
    foreign key (institution_id, declared_by) references person,
  constraint interest_declaration_ended_by_fkey
    foreign key (institution_id, ended_by) references person,
  constraint interest_declaration_valid_to_check check (valid_to >= valid_from),
  constraint interest_declaration_ended_check check ((valid_to is null) = (ended_by is null)),
  -- Who is tied does not cut the tie.
  constraint interest_declaration_duties_check check (ended_by <> person_id),
  constraint interest_declaration_period_excl exclude using gist (
    institution_id with =, person_id with =, customer_id with =, ground with =,
    daterange(valid_from, valid_to) with &&)
);
create index interest_declaration_person_id_idx
  on interest_declaration (institution_id, person_id, valid_to);
create index interest_declaration_customer_id_idx
  on interest_declaration (institution_id, customer_id);
create index interest_declaration_declared_by_idx
  on interest_declaration (institution_id, declared_by);
create index interest_declaration_ended_by_idx on interest_declaration (institution_id, ended_by);
comment on table interest_declaration is
  'A tie of somebody on the staff to a household or firm (关联关系申报): whoever has one keeps out of its credit';
comment on column interest_declaration.ground is
  'SAME_HOUSEHOLD names the person''s own household, by whose members relatives are found';
select protect_table('interest_declaration');
