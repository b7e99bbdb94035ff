-- Filters by date that no other index serves: only the newest PostgreSQL skips through one.
create index rating_valid_from_idx on rating (institution_id, valid_from);
create index notice_closes_on_idx on notice (institution_id, closes_on);
create index notice_objection_received_on_idx on notice_objection (institution_id, received_on);
create index credit_line_state_valid_from_idx on credit_line_state (institution_id, valid_from);
create index campaign_step_moved_on_idx on campaign_step (institution_id, moved_on);
