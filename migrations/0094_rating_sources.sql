-- Answers of a rating that stand on no form: whose books or list they come from.

alter table rating
  add column input_sources jsonb not null default '[]',
  add constraint rating_input_sources_check check (jsonb_typeof(input_sources) = 'array');

comment on column rating.input_sources is
  'Which inputs the bank answered from its own loan book or its screening list; [{input, source}]';
