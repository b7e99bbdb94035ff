-- A stored item keeps what differs between customers; its name stands in the card, once.
comment on column rating.items is
  'Per item: code, answers read, rule hit, points and why in both languages; the rest is the card''s';

create function rating_items(stored jsonb, card jsonb) returns jsonb
language sql immutable parallel safe as $$
  select coalesce(jsonb_agg(kept.item || jsonb_build_object(
      'label', named.item -> 'label',
      'counted', coalesce(named.item -> 'counted', 'true'),
      'refer', coalesce(kept.item -> 'refer', 'false'),
      'explanation', jsonb_build_object(
        'en', format('%s: %s Points: %s.', named.item #>> '{label,en}', kept.item #>> '{why,en}',
          kept.item ->> 'points'),
        'zh', format('%s：%s得分：%s。', named.item #>> '{label,zh}', kept.item #>> '{why,zh}',
          kept.item ->> 'points')))
      -- Ratings of before hold everything themselves.
      || case when kept.item ? 'explanation' then kept.item else '{}' end
    order by kept.place), '[]')
  from jsonb_array_elements(stored) with ordinality as kept (item, place)
  left join jsonb_array_elements(card -> 'items') as named (item)
    on named.item ->> 'code' = kept.item ->> 'code'
$$;
comment on function rating_items(jsonb, jsonb) is
  'The items of a rating in full: as stored, with what the card says of each';
