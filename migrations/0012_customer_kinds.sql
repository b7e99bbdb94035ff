-- Customers of every kind, found by address and place, moved by two sides, closed with a reason.

-- Kinds. A farm or a large grower is a household that grew: one file, one set of members, one head.
-- A sole trader is one person with a business. An organisation is registered and is represented.
alter table customer
  drop constraint customer_kind_check,
  drop constraint customer_business_check;
alter table customer
  add constraint customer_kind_check check (kind in (
    'HOUSEHOLD', 'FAMILY_FARM', 'LARGE_GROWER', 'MERCHANT', 'SMALL_ENTERPRISE', 'COOPERATIVE',
    'LEADING_ENTERPRISE')),
  add column party text not null generated always as (case
    when kind in ('HOUSEHOLD', 'FAMILY_FARM', 'LARGE_GROWER') then 'HOUSEHOLD'
    when kind = 'MERCHANT' then 'SOLE_TRADER'
    else 'ORGANISATION' end) stored,
  add constraint customer_party_check
    check (party in ('HOUSEHOLD', 'SOLE_TRADER', 'ORGANISATION')),
  add constraint customer_business_check check (
    (kind <> 'HOUSEHOLD' or (business_name is null and credit_code is null))
    and (party = 'HOUSEHOLD' or business_name is not null)
    and (party <> 'ORGANISATION' or credit_code is not null)
    and (credit_code is null or business_name is not null));

-- One household per head, whatever its kind. An owner may run several registered businesses, and
-- one that is not. A legal representative may represent many organisations.
drop index customer_id_number_key;
create unique index customer_id_number_key on customer (
    institution_id, id_number_digest, party,
    (case when party <> 'HOUSEHOLD' then credit_code end)) nulls not distinct
  where status = 'ACTIVE' and id_number_digest is not null and party <> 'ORGANISATION';

comment on column customer.party is
  'What the kind means in law: a household, one person with a business, or an organisation';
comment on column customer.business_name is
  'Name of a business, farm or organisation as registered; public, so in clear';
comment on column customer.name_cipher is
  'Name of the head of the household, owner or legal representative, sealed under the customer''s key';
comment on column customer.id_number_digest is
  'Keyed digest of the identity number of the head, owner or legal representative, for equality search';

-- Identity numbers: of several types, and what the area prefix of a citizen's says.
alter table customer
  add column id_number_type text not null default 'CITIZEN_ID'
    constraint customer_id_number_type_check check (id_number_type in (
      'CITIZEN_ID', 'HMT_RESIDENCE_PERMIT', 'FOREIGN_RESIDENCE_CARD', 'PASSPORT',
      'HONG_KONG_MACAO_PERMIT', 'TAIWAN_PERMIT', 'OFFICER_CARD')),
  add column id_area_finding text
    constraint customer_id_area_finding_check check (id_area_finding is null
      or id_area_finding in ('KNOWN', 'WITHDRAWN', 'UNKNOWN')
        and id_number_type = 'CITIZEN_ID' and id_number_mask is not null);
alter table customer_member
  add column id_number_type text not null default 'CITIZEN_ID'
    constraint customer_member_id_number_type_check check (id_number_type in (
      'CITIZEN_ID', 'HMT_RESIDENCE_PERMIT', 'FOREIGN_RESIDENCE_CARD', 'PASSPORT',
      'HONG_KONG_MACAO_PERMIT', 'TAIWAN_PERMIT', 'OFFICER_CARD')),
  add column id_area_finding text
    constraint customer_member_id_area_finding_check
    check (id_area_finding is null
      or id_area_finding in ('KNOWN', 'WITHDRAWN', 'UNKNOWN')
        and id_number_type = 'CITIZEN_ID' and id_number_mask is not null);
comment on column customer.id_number_type is 'Of the number given, if one is (GA/T 517)';
comment on column customer.id_area_finding is
  'Whether the county of a citizen''s number was in force, withdrawn or unknown when it was written '
  'down; never a reason to refuse. Null for other types, and where nobody has looked';
comment on column customer_member.id_number_type is 'Of the number given, if one is (GA/T 517)';
comment on column customer_member.id_area_finding is 'As of the customer''s own number';

-- County codes beyond the divisions in use: what old identity numbers may begin with.
create table county_code (
  code text collate "C" not null constraint county_code_pkey primary key
    constraint county_code_code_check check (code ~ '^[1-9]\d{5}$'),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  name text not null constraint county_code_name_check check (char_length(name) between 1 and 64),
  withdrawn boolean not null,
  source text not null constraint county_code_source_check check (char_length(source) between 1 and 256)
);
comment on table county_code is
  'County codes as the operator imported them, over the list that comes with the software';
comment on column county_code.withdrawn is 'No longer in force; cards issued under it stay valid';
select share_table('county_code', true);

-- Addresses are found by a digest of their normalised detail inside a division.
alter table customer
  add column address_digest bytea
    constraint customer_address_digest_check check (address_digest is null or address_cipher is not null);
create index customer_address_digest_idx on customer (institution_id, area_code, address_digest)
  where address_digest is not null;
create index customer_point_idx on customer (institution_id, longitude, latitude)
  where longitude is not null;
comment on column customer.address_digest is
  'Keyed digest of the normalised detail of the address; exact search within area_code';

-- The end of a file, and the household it came out of.
alter table customer
  add column closed_on date,
  add column close_reason text constraint customer_close_reason_check check (close_reason in (
    'DECEASED', 'MOVED_AWAY', 'DISSOLVED', 'MERGED_HOUSEHOLDS', 'OPENED_BY_MISTAKE', 'OTHER')),
  add column split_from_id uuid,
  add constraint customer_closed_check check (
    (closed_on is null) = (close_reason is null) and (closed_on is null or status = 'CLOSED')),
  add constraint customer_split_from_id_fkey
    foreign key (institution_id, split_from_id) references customer;
create index customer_split_from_id_idx on customer (institution_id, split_from_id);
comment on column customer.closed_on is 'First day the file was no longer in use';
comment on column customer.split_from_id is 'The household this one was split from (分户)';

-- Moves between grids.
create table customer_move (
  institution_id uuid not null constraint customer_move_institution_id_fkey references institution,
  id uuid not null,
  version integer not null default 1,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  customer_id uuid not null,
  way text not null constraint customer_move_way_check check (way in ('DIRECT', 'HAND_OVER')),
  side text constraint customer_move_side_check check (side in ('GIVER', 'RECEIVER')),
  status text not null constraint customer_move_status_check
    check (status in ('PROPOSED', 'ACCEPTED', 'DECLINED', 'WITHDRAWN', 'LAPSED')),
  from_grid_id uuid,
  from_code text collate "C" not null
    constraint customer_move_from_code_check check (from_code ~ '^[0-9A-Z]{2,32}$'),
  to_grid_id uuid,
  to_code text collate "C" not null
    constraint customer_move_to_code_check check (to_code ~ '^[0-9A-Z]{2,32}$'),
  longitude double precision
    constraint customer_move_longitude_check check (longitude between -180 and 180),
  latitude double precision
    constraint customer_move_latitude_check check (latitude between -90 and 90),
  reason text not null
    constraint customer_move_reason_check check (char_length(reason) between 1 and 500),
  open_work jsonb not null default '[]',
  proposed_by_id uuid not null,
  proposed_on date not null,
  expires_on date,
  decided_by_id uuid,
  decided_on date,
  decision_reason text constraint customer_move_decision_reason_check
    check (char_length(decision_reason) between 1 and 500),
  constraint customer_move_pkey primary key (institution_id, id),
  constraint customer_move_customer_id_fkey
    foreign key (institution_id, customer_id) references customer,
  constraint customer_move_from_grid_id_fkey
    foreign key (institution_id, from_grid_id) references grid,
  constraint customer_move_to_grid_id_fkey foreign key (institution_id, to_grid_id) references grid,
  constraint customer_move_proposed_by_id_fkey
    foreign key (institution_id, proposed_by_id) references person,
  constraint customer_move_decided_by_id_fkey
    foreign key (institution_id, decided_by_id) references person,
  constraint customer_move_place_check check (from_code <> to_code or status <> 'ACCEPTED'),
  constraint customer_move_point_check check (num_nonnulls(longitude, latitude) in (0, 2)),
  constraint customer_move_way_side_check check (
    case way when 'DIRECT' then side is null and expires_on is null and status = 'ACCEPTED'
      else side is not null and expires_on > proposed_on end),
  constraint customer_move_decided_check check (
    (status = 'PROPOSED') = (decided_on is null)
    and (status in ('PROPOSED', 'LAPSED')) = (decided_by_id is null)),
  constraint customer_move_accepted_by_other_check check (
    way = 'DIRECT' or status <> 'ACCEPTED' or decided_by_id <> proposed_by_id),
  constraint customer_move_decision_reason_given_check
    check (status not in ('DECLINED', 'WITHDRAWN') or decision_reason is not null)
);
create unique index customer_move_open_key on customer_move (institution_id, customer_id)
  where status = 'PROPOSED';
create index customer_move_customer_id_idx on customer_move (institution_id, customer_id, id);
create index customer_move_from_grid_id_idx on customer_move (institution_id, from_grid_id, id);
create index customer_move_to_grid_id_idx on customer_move (institution_id, to_grid_id, id);
create index customer_move_from_code_idx on customer_move (institution_id, from_code, id);
create index customer_move_to_code_idx on customer_move (institution_id, to_code, id);
create index customer_move_proposed_by_id_idx on customer_move (institution_id, proposed_by_id);
create index customer_move_decided_by_id_idx on customer_move (institution_id, decided_by_id);
create index customer_move_status_idx on customer_move (institution_id, status, id);
create index customer_move_expires_on_idx on customer_move (institution_id, expires_on)
  where status = 'PROPOSED';
comment on table customer_move is
  'Moves of customers between grids: proposed by one side and decided by the other, or made at once '
  'by a manager of both. What grids became is grid_lineage, and no move';
comment on column customer_move.side is 'Who proposed it: who lets go, or who asks';
comment on column customer_move.from_code is 'Grid or village; while proposed, where the customer is now';
comment on column customer_move.to_code is 'Grid or village';
comment on column customer_move.longitude is 'Of the new house or shop, where it is known';
comment on column customer_move.open_work is
  'What was under way for the customer: [{"kind","en","zh","count"}]';
comment on column customer_move.expires_on is 'First day it can no longer be accepted';
select protect_table('customer_move');

-- Nothing else moves a customer: a new place is the end of a move made in the same transaction, or
-- what the customer's grid became.
create function require_recorded_move() returns trigger language plpgsql as $$
begin
  if exists (
    select from customer_move move
    where move.institution_id = new.institution_id and move.customer_id = new.id
      and move.status = 'ACCEPTED' and move.from_code = old.territory_code
      and move.to_code = new.territory_code and move.to_grid_id is not distinct from new.grid_id
      and move.updated_at = now())
  or exists (
    select from grid_lineage lineage
    where lineage.institution_id = new.institution_id and lineage.predecessor_id = old.grid_id
      and lineage.successor_id = new.grid_id)
  then
    return new;
  end if;
  raise exception 'customer % changes place without a move', new.id
    using errcode = 'check_violation', constraint = 'customer_move_recorded_check',
      table = 'customer';
end
$$;
create trigger require_recorded_move before update of grid_id, territory_code on customer
  for each row
  when (old.grid_id is distinct from new.grid_id or old.territory_code <> new.territory_code)
  execute function require_recorded_move();

-- Scorecards for every kind.
alter table scorecard
  drop constraint scorecard_customer_kind_check,
  add constraint scorecard_customer_kind_check check (customer_kind in (
    'HOUSEHOLD', 'FAMILY_FARM', 'LARGE_GROWER', 'MERCHANT', 'SMALL_ENTERPRISE', 'COOPERATIVE',
    'LEADING_ENTERPRISE'));
