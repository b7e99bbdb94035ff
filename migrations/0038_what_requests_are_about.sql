comment on column approval_request.target_id is
  'Key of the object the command acts on, or else of the one customer its input names';
