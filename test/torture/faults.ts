import type pg from 'pg';

/** Transactions that wrote facts stay open for a while before they end, each for its own time. */
export const slowCommits = (owner: pg.Pool): Promise<unknown> =>
  owner.query(`
    create function torture_pause() returns trigger language plpgsql as $$
      begin perform pg_sleep(random() * 0.02); return null; end $$;
    create constraint trigger torture_pause after insert on journal_entry
      deferrable initially deferred for each row execute function torture_pause()`);
