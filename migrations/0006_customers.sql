-- Customers: households and merchants with their members. What names a person is sealed, shown as a
-- mask and found by a keyed digest; nothing of it stands in clear.

create table customer (
  institution_id uuid not null constraint customer_institution_id_fkey references institution,
  id uuid not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  code text collate "C" not null
    constraint customer_code_check check (code ~ '^[A-Z0-9-]{1,32}$'),
  kind text not null constraint customer_kind_check check (kind in ('HOUSEHOLD', 'MERCHANT')),
  status text not null default 'ACTIVE'
    constraint customer_status_check check (status in ('ACTIVE', 'MERGED', 'CLOSED')),
  business_name text
    constraint customer_business_name_check check (char_length(business_name) between 1 and 128),
  credit_code text collate "C" constraint customer_credit_code_check
    check (credit_code ~ '^[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}$'),
  name_mask text not null
    constraint customer_name_mask_check check (char_length(name_mask) between 1 and 64),
  name_cipher bytea not null,
  id_number_mask text
    constraint customer_id_number_mask_check check (char_length(id_number_mask) between 1 and 32),
  id_number_cipher bytea,
  id_number_digest bytea,
  mobile_mask text
    constraint customer_mobile_mask_check check (char_length(mobile_mask) between 1 and 32),
  mobile_cipher bytea,
  mobile_digest bytea,
  address_mask text
    constraint customer_address_mask_check check (char_length(address_mask) between 1 and 128),
  address_cipher bytea,
  grid_id uuid,
  area_code text collate "C" not null
    constraint customer_area_code_check check (area_code ~ '^\d{12}$'),
  territory_code text collate "C" not null
    constraint customer_territory_code_check check (territory_code ~ '^[0-9A-Z]{2,32}$'),
  longitude double precision
    constraint customer_longitude_check check (longitude between -180 and 180),
  latitude double precision
    constraint customer_latitude_check check (latitude between -90 and 90),
  profile jsonb not null default '{}'
    constraint customer_profile_check check (jsonb_typeof(profile) = 'object'),
  completeness smallint not null
    constraint customer_completeness_check check (completeness between 0 and 100),
  screening text not null default 'NONE'
    constraint customer_screening_check check (screening in ('NONE', 'GREY', 'BLACK')),
  screening_reason text constraint customer_screening_reason_check check (screening_reason in (
    'BAD_LOAN', 'WRITTEN_OFF_LOAN', 'LITIGATION', 'JUDGMENT_DEFAULTER', 'UNLAWFUL_CONDUCT',
    'GAMBLING', 'OTHER')),
  registered_by uuid not null,
  registered_on date not null,
  merged_into_id uuid,
  constraint customer_pkey primary key (institution_id, id),
  constraint customer_code_key unique (institution_id, code),
  constraint customer_grid_id_fkey foreign key (institution_id, grid_id) references grid,
  constraint customer_registered_by_fkey
    foreign key (institution_id, registered_by) references person,
  constraint customer_merged_into_id_fkey
    foreign key (institution_id, merged_into_id) references customer,
  constraint customer_merged_into_id_check check ((status = 'MERGED') = (merged_into_id is not null)),
  constraint customer_business_check check (
    (kind = 'MERCHANT') = (business_name is not null)
    and (kind = 'MERCHANT' or credit_code is null)),
  constraint customer_id_number_check
    check (num_nonnulls(id_number_mask, id_number_cipher, id_number_digest) in (0, 3)),
  constraint customer_mobile_check
    check (num_nonnulls(mobile_mask, mobile_cipher, mobile_digest) in (0, 3)),
  constraint customer_address_check check (num_nonnulls(address_mask, address_cipher) in (0, 2)),
  constraint customer_point_check check (num_nonnulls(longitude, latitude) in (0, 2)),
  constraint customer_territory_area_check check (grid_id is not null or territory_code = area_code),
  constraint customer_screened_check check ((screening = 'NONE') = (screening_reason is null))
);
-- One household per head. An owner may run several registered businesses, and one that is not.
create unique index customer_id_number_key
  on customer (institution_id, id_number_digest, kind, credit_code) nulls not distinct
  where status = 'ACTIVE' and id_number_digest is not null;
create unique index customer_credit_code_key on customer (institution_id, credit_code)
  where status = 'ACTIVE' and credit_code is not null;
create index customer_mobile_digest_idx on customer (institution_id, mobile_digest)
  where mobile_digest is not null;
create index customer_territory_code_idx on customer (institution_id, territory_code, code);
create index customer_grid_id_idx on customer (institution_id, grid_id, code);
create index customer_area_code_idx on customer (institution_id, area_code, code);
create index customer_kind_idx on customer (institution_id, kind, code);
create index customer_completeness_idx on customer (institution_id, completeness, code);
create index customer_status_idx on customer (institution_id, status, code);
create index customer_screening_idx on customer (institution_id, screening, code);
create index customer_registered_by_idx on customer (institution_id, registered_by);
create index customer_merged_into_id_idx on customer (institution_id, merged_into_id);
comment on table customer is 'A household or merchant the institution keeps a file on (建档)';
comment on column customer.business_name is 'Name of a merchant as registered; public, so in clear';
comment on column customer.credit_code is
  'Unified social credit code (统一社会信用代码), GB 32100; public; null while not registered';
comment on column customer.name_cipher is
  'Name of the head of the household or of the owner, sealed under the customer''s own key';
comment on column customer.id_number_digest is
  'Keyed digest of the citizen identity number (GB 11643) of the head or owner, for equality search';
comment on column customer.territory_code is
  'Code of the grid, or of the village while in no grid: what decides who sees the customer';
comment on column customer.area_code is 'Village or community of residence or business, 12 digits';
comment on column customer.profile is
  'Answers by item code, none of which names a person; amounts in fen as text';
comment on column customer.completeness is 'Whole percent of the profile by weight, rounded down';
comment on column customer.screening is
  'Negative list: GREY needs a person to look at every step, BLACK gets no credit';
select protect_table('customer');

create table customer_member (
  institution_id uuid not null constraint customer_member_institution_id_fkey references institution,
  id uuid not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  customer_id uuid not null,
  relationship text not null constraint customer_member_relationship_check check (relationship in (
    'SELF', 'SPOUSE', 'SON', 'DAUGHTER', 'GRANDCHILD', 'PARENT', 'GRANDPARENT', 'SIBLING',
    'OTHER')),
  head boolean not null default false,
  name_mask text not null
    constraint customer_member_name_mask_check check (char_length(name_mask) between 1 and 64),
  name_cipher bytea not null,
  id_number_mask text constraint customer_member_id_number_mask_check
    check (char_length(id_number_mask) between 1 and 32),
  id_number_cipher bytea,
  id_number_digest bytea,
  joined_on date not null,
  left_on date,
  constraint customer_member_pkey primary key (institution_id, id),
  constraint customer_member_customer_id_fkey
    foreign key (institution_id, customer_id) references customer,
  constraint customer_member_head_check check (head = (relationship = 'SELF')),
  constraint customer_member_left_on_check check (left_on >= joined_on),
  constraint customer_member_id_number_check
    check (num_nonnulls(id_number_mask, id_number_cipher, id_number_digest) in (0, 3))
);
create index customer_member_customer_id_idx on customer_member (institution_id, customer_id);
-- A person lives in one household, and a household has one head.
create unique index customer_member_id_number_key
  on customer_member (institution_id, id_number_digest)
  where left_on is null and id_number_digest is not null;
create unique index customer_member_head_key on customer_member (institution_id, customer_id)
  where left_on is null and head;
comment on table customer_member is 'Someone who lives in a household, its head included';
comment on column customer_member.relationship is 'To the head, GB/T 4761 one digit: SELF is 0';
comment on column customer_member.name_cipher is
  'Sealed under the member''s own key; the head''s under the customer''s';
comment on column customer_member.left_on is 'First day no longer of the household';
select protect_table('customer_member');
