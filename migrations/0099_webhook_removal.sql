-- An endpoint that is wanted no more is removed for good: its name is free again, and the key of its
-- secret is destroyed. The row stays, for the deliveries and facts that are about it.

alter table webhook_endpoint
  drop constraint webhook_endpoint_status_check,
  add constraint webhook_endpoint_status_check
    check (status in ('ACTIVE', 'PAUSED', 'DISABLED', 'REMOVED')),
  drop constraint webhook_endpoint_name_key;
create unique index webhook_endpoint_name_key on webhook_endpoint (institution_id, name)
  where status <> 'REMOVED';
comment on column webhook_endpoint.status is
  'REMOVED: for good; what its secret was sealed under is destroyed';
