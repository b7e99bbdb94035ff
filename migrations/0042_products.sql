-- Loan products and the prime rate as an institution's dated data; loans name the edition they were
-- applied for under.

create table loan_product (
  institution_id uuid not null constraint loan_product_institution_id_fkey references institution,
  id uuid not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  code text collate "C" not null
    constraint loan_product_code_check check (code ~ '^[A-Z][A-Z0-9_]{0,62}$'),
  edition integer not null constraint loan_product_edition_check check (edition >= 1),
  name_en text not null
    constraint loan_product_name_en_check check (char_length(name_en) between 1 and 300),
  name_zh text not null
    constraint loan_product_name_zh_check check (char_length(name_zh) between 1 and 300),
  sample boolean not null,
  status text not null default 'DRAFT' constraint loan_product_status_check
    check (status in ('DRAFT', 'PUBLISHED', 'SUPERSEDED', 'CLOSED', 'DISCARDED')),
  content jsonb not null
    constraint loan_product_content_check check (jsonb_typeof(content) = 'object'),
  valid_from date,
  valid_to date,
  drafted_by uuid not null,
  published_by uuid,
  constraint loan_product_pkey primary key (institution_id, id),
  constraint loan_product_edition_key unique (institution_id, code, edition),
  constraint loan_product_drafted_by_fkey
    foreign key (institution_id, drafted_by) references person,
  constraint loan_product_published_by_fkey
    foreign key (institution_id, published_by) references person,
  constraint loan_product_valid_to_check check (valid_to > valid_from),
  constraint loan_product_ended_check
    check ((status in ('SUPERSEDED', 'CLOSED')) = (valid_to is not null)),
  constraint loan_product_in_use_check check (
    (status in ('PUBLISHED', 'SUPERSEDED', 'CLOSED')) = (valid_from is not null)
    and (valid_from is null) = (published_by is null)),
  constraint loan_product_period_excl exclude using gist
    (institution_id with =, code with =, daterange(valid_from, valid_to) with &&)
    where (valid_from is not null)
);
create index loan_product_code_idx on loan_product (institution_id, code, valid_from);
create index loan_product_status_idx on loan_product (institution_id, status, code);
create index loan_product_drafted_by_idx on loan_product (institution_id, drafted_by);
create index loan_product_published_by_idx on loan_product (institution_id, published_by);
comment on table loan_product is
  'What an institution lends, edition by edition (贷款产品). A published edition is never edited';
comment on column loan_product.content is 'The whole product, format 1; amounts in fen as text';
comment on column loan_product.sample is 'Came with the software and stands for no bank''s policy';
comment on column loan_product.status is
  'SUPERSEDED by its next edition, or CLOSED: offered until valid_to and no more';
select protect_table('loan_product');

-- What a product said is what loans were granted by.
create function keep_loan_product() returns trigger language plpgsql as $$
begin
  if old.status <> 'DRAFT'
      and (new.content, new.code, new.edition, new.valid_from, new.published_by)
        is distinct from
        (old.content, old.code, old.edition, old.valid_from, old.published_by)
    or old.status in ('SUPERSEDED', 'CLOSED', 'DISCARDED')
      and (new.status, new.valid_to) is distinct from (old.status, old.valid_to)
    or old.status = 'PUBLISHED' and new.status not in ('PUBLISHED', 'SUPERSEDED', 'CLOSED') then
    raise exception 'loan product % edition % is no draft and is not edited', old.code, old.edition
      using errcode = 'check_violation', constraint = 'loan_product_draft_check';
  end if;
  return new;
end
$$;
create trigger keep_loan_product before update on loan_product
  for each row execute function keep_loan_product();

create table prime_rate (
  institution_id uuid not null constraint prime_rate_institution_id_fkey references institution,
  id uuid not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  tenor text not null
    constraint prime_rate_tenor_check check (tenor in ('ONE_YEAR', 'FIVE_YEARS')),
  published_on date not null,
  rate numeric(8, 6) not null constraint prime_rate_rate_check check (rate > 0 and rate < 100),
  recorded_by uuid not null,
  constraint prime_rate_pkey primary key (institution_id, id),
  constraint prime_rate_published_on_key unique (institution_id, tenor, published_on),
  constraint prime_rate_recorded_by_fkey
    foreign key (institution_id, recorded_by) references person
);
create index prime_rate_published_on_idx on prime_rate (institution_id, published_on, id);
create index prime_rate_recorded_by_idx on prime_rate (institution_id, recorded_by);
comment on table prime_rate is
  'The loan prime rate (LPR) as published; each holds until the next of its tenor';
comment on column prime_rate.rate is 'Percent a year, e.g. 3.1';
select protect_table('prime_rate');
revoke update on prime_rate from jingtian_api;

alter table loan
  add column product_id uuid,
  add column rate_type text not null default 'FIXED'
    constraint loan_rate_type_check check (rate_type in ('FIXED', 'LPR_FLOATING')),
  add column prime_rate_id uuid,
  add column spread numeric(8, 6)
    constraint loan_spread_check check (spread > -100 and spread < 100),
  add constraint loan_product_id_fkey
    foreign key (institution_id, product_id) references loan_product,
  add constraint loan_prime_rate_id_fkey
    foreign key (institution_id, prime_rate_id) references prime_rate,
  add constraint loan_floating_check check (
    num_nonnulls(prime_rate_id, spread) = case rate_type when 'LPR_FLOATING' then 2 else 0 end),
  drop constraint loan_repayment_method_check,
  add constraint loan_repayment_method_check check (repayment_method in (
    'EQUAL_INSTALMENTS', 'EQUAL_PRINCIPAL', 'INTEREST_MONTHLY', 'AT_MATURITY', 'REVOLVING')),
  drop constraint loan_day_count_check,
  add constraint loan_day_count_check
    check (day_count in ('THIRTY_360', 'ACTUAL_360', 'ACTUAL_365', 'ACTUAL_ACTUAL'));
create index loan_product_id_idx on loan (institution_id, product_id);
create index loan_prime_rate_id_idx on loan (institution_id, prime_rate_id);
comment on column loan.product is 'Code of the product';
comment on column loan.product_id is
  'The edition its terms were judged by; null for loans older than products in a table';
comment on column loan.rate_type is 'LPR_FLOATING: annual_rate is the prime rate named plus the spread';
comment on column loan.prime_rate_id is 'The prime rate in force when its terms were set';
comment on column loan.spread is 'Percentage points above the prime rate, negative below it';
