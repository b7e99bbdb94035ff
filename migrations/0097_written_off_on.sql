-- A loan that was ever written off is not drawn on again, even after all of the claim came back.

alter table loan add column written_off_on date;
comment on column loan.written_off_on is
  'Day from which it is written off; stays when the claim is recovered, and nothing more is drawn';

-- As every recorded fact would have it; a version tells of a change, and nothing about the loan changes.
alter table loan disable trigger user;
update loan set written_off_on = f.occurred_on
  from loan_fact f
 where f.institution_id = loan.institution_id and f.loan_id = loan.id and f.kind = 'WRITTEN_OFF';
alter table loan enable trigger user;
