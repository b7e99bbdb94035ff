-- Which object a waiting command acts on, so that erasing a person finds what waits about them.
alter table approval_request add column target_id uuid;
create index approval_request_target_id_idx on approval_request (institution_id, target_id)
  where status = 'PENDING';
comment on column approval_request.target_id is
  'Key of the object the command acts on, where it acts on one';

-- What people wrote about a borrower goes with the borrower, and only then.
create function erase_loan_texts(p_institution uuid, p_customer uuid, p_words text) returns integer
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_loans uuid[];
begin
  if p_institution is distinct from current_institution() or not exists (
      select from customer where institution_id = p_institution and id = p_customer
        and status = 'ERASED') then
    raise exception 'customer % is not erased', p_customer using errcode = 'check_violation';
  end if;
  v_loans := array(select id from loan
    where institution_id = p_institution and customer_id = p_customer);
  update loan_step set opinion = p_words
    where institution_id = p_institution and loan_id = any(v_loans) and opinion is not null;
  update loan_investigation
    set opinion = p_words, repayment_source = p_words,
        longitude = case when longitude is not null then 0 end,
        latitude = case when latitude is not null then 0 end
    where institution_id = p_institution and loan_id = any(v_loans);
  update loan_fact set explanation = p_words
    where institution_id = p_institution and loan_id = any(v_loans) and explanation is not null;
  update loan set purpose = p_words, payee_reference = case when payee_reference is not null then p_words end
    where institution_id = p_institution and id = any(v_loans);
  return cardinality(v_loans);
end
$$;
comment on function erase_loan_texts(uuid, uuid, text) is
  'Writes over what was written in words about an erased borrower; refused for any other';
revoke all on function erase_loan_texts(uuid, uuid, text) from public;
grant execute on function erase_loan_texts(uuid, uuid, text) to jingtian_api;
