-- Findings of an investigation by the form of the product; the fixed list of checks stays for
-- products that name no form, and for what was signed before.

alter table loan_investigation
  add column form_id uuid,
  add column findings jsonb
    constraint loan_investigation_findings_check check (jsonb_typeof(findings) = 'object'),
  add column sealed_items text[] not null default '{}',
  add column sealed_cipher bytea,
  alter column identity_checked drop not null,
  alter column income_checked drop not null,
  alter column debts_checked drop not null,
  alter column purpose_confirmed drop not null,
  alter column repayment_source drop not null,
  add constraint loan_investigation_form_id_fkey
    foreign key (institution_id, form_id) references loan_product,
  add constraint loan_investigation_form_check check (
    (form_id is null) = (findings is null)
    and num_nonnulls(identity_checked, income_checked, debts_checked, purpose_confirmed,
      repayment_source) = case when form_id is null then 5 else 0 end),
  add constraint loan_investigation_sealed_check
    check ((cardinality(sealed_items) = 0) = (sealed_cipher is null));
create index loan_investigation_form_id_idx on loan_investigation (institution_id, form_id);
comment on column loan_investigation.form_id is
  'The edition of the product whose form was answered; absent where the fixed list was';
comment on column loan_investigation.findings is
  'Open answers by item code: numbers as exact text, amounts in yuan, tables as rows';
comment on column loan_investigation.sealed_items is 'Codes of the items that have sealed answers';
comment on column loan_investigation.sealed_cipher is
  'Sealed answers by item code, under the key of the borrower';

create or replace function erase_loan_texts(p_institution uuid, p_customer uuid, p_words text) returns integer
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
    set opinion = p_words,
        repayment_source = case when repayment_source is not null then p_words end,
        longitude = case when longitude is not null then 0 end,
        latitude = case when latitude is not null then 0 end,
        findings = case when findings is not null then '{}'::jsonb end,
        sealed_items = '{}', sealed_cipher = null
    where institution_id = p_institution and loan_id = any(v_loans);
  update loan_fact set explanation = p_words
    where institution_id = p_institution and loan_id = any(v_loans) and explanation is not null;
  update loan set purpose = p_words, payee_reference = case when payee_reference is not null then p_words end
    where institution_id = p_institution and id = any(v_loans);
  return cardinality(v_loans);
end
$$;
