import type { NamedPatch } from './patch.ts';

const IDEMPOTENCY = 'src/kernel/commands/idempotency.ts';
const EXECUTE = 'src/kernel/commands/execute.ts';
const TRANSACTION = 'src/kernel/db/transaction.ts';
const SEND = 'src/kernel/db/send.ts';
const SEQUENCER = 'src/kernel/journal/sequencer.ts';

/** `shows`: what is found where it went wrong; anything else may be a busy machine's fault. */
type Control = NamedPatch & { readonly shows: RegExp };

/**
 * Broken builds. Each is a mistake somebody could make in earnest; torture that lets one through
 * proves nothing about ours.
 */
export const CONTROLS: Readonly<Record<string, Control>> = {
  'acknowledge-before-commit': {
    why: 'the caller is answered, and COMMIT is sent a little later',
    shows: /acknowledged and is lost|came to an end .*(not_found|unauthenticated)/,
    patches: [
      {
        file: TRANSACTION,
        find: 'const ending = endOf(client, send, [...writes, ...(closing?.statements ?? []).map(send)]);',
        put: `const release = client.release.bind(client);
    client.release = () => undefined;
    const late = () => endOf(client, send, [...writes, ...(closing?.statements ?? []).map(send)]);
    setTimeout(() => void late().then(() => release(), release), 60);
    if (true) return value;
    const ending: any = undefined;`,
      },
    ],
  },
  'outbox-outside-transaction': {
    why: 'the facts are written after the commit, in a transaction of their own',
    shows: /is not in the journal|row_without_leaf/,
    patches: [
      {
        file: EXECUTE,
        find: 'const statements = [statement, ...(wanted ? [settle(wanted, text)] : [])];',
        put: `const statements = wanted ? [settle(wanted, text)] : [];
  const { institutionId } = prepared.call.actor;
  (prepared as any).later = () => services.database.pipeline.run({ ...statement, institutionId });`,
      },
      {
        file: EXECUTE,
        find: 'services.countCommand(prepared.ready.command.name, wordOf(outcome));',
        put: `services.countCommand(prepared.ready.command.name, wordOf(outcome));
    await (prepared as any).later?.();`,
      },
    ],
  },
  'key-looked-up-first': {
    why: 'a key is looked up at the start and stored at the end, and twins take no turns',
    shows: /was done twice|in two ways|otherwise than is stored|then refused|asked for/,
    patches: [
      {
        file: IDEMPOTENCY,
        find: "const TURN = 'select pg_advisory_xact_lock($1)';",
        put: "const TURN = 'select $1::bigint';",
      },
      {
        file: IDEMPOTENCY,
        find: 'values ($1, $2, $3, $4, $5)`;',
        put: 'values ($1, $2, $3, $4, $5) on conflict do nothing`;',
      },
    ],
  },
  'read-modify-write': {
    why: 'what a command decides on is read at READ COMMITTED without a lock',
    shows: /out of order|not conserved|is at version|repayment .* is/,
    patches: [
      {
        file: 'src/kernel/commands/visibility.ts',
        find: "const tail = kind === 'lock' ? sql` for no key update of sought` : sql``;",
        put: 'const tail = sql``;',
      },
    ],
  },
  'id-above-last': {
    why: 'the sequencer takes whatever has a higher id than the last one placed',
    shows: /without a place/,
    patches: [
      {
        file: SEQUENCER,
        find: 'where e.xid >= pg_snapshot_xmax($1::pg_snapshot) and e.xid < pg_snapshot_xmax($2::pg_snapshot)',
        put: `where e.id > (select coalesce(max(entry_id), 0) from journal_position)
     and $2::pg_snapshot is not null`,
      },
      {
        file: SEQUENCER,
        find: 'where e.xid = any (array(select pg_snapshot_xip($1::pg_snapshot)))',
        put: 'where false and e.xid = any (array(select pg_snapshot_xip($1::pg_snapshot)))',
      },
    ],
  },
  'xmin-horizon': {
    why: 'the sequencer takes what is older than every open transaction, by transaction id',
    shows: /out of order|without a place/,
    patches: [
      {
        file: SEQUENCER,
        find: 'where e.xid >= pg_snapshot_xmax($1::pg_snapshot) and e.xid < pg_snapshot_xmax($2::pg_snapshot)',
        put: 'where e.xid < pg_snapshot_xmin($2::pg_snapshot)',
      },
      {
        file: SEQUENCER,
        find: 'where e.xid = any (array(select pg_snapshot_xip($1::pg_snapshot)))',
        put: 'where false and e.xid = any (array(select pg_snapshot_xip($1::pg_snapshot)))',
      },
      {
        file: SEQUENCER,
        find: 'row_number() over (partition by f.institution_id order by f.id) - 1',
        put: `row_number() over (partition by f.institution_id order by
           (select x.xid from journal_entry x where x.id = f.id), f.id) - 1`,
      },
      {
        // As where a transaction has written something before it comes to its object.
        file: SEND,
        find: 'text: "select set_config(\'app.institution\', $1, true)",',
        put: 'text: "select set_config(\'app.institution\', $1, true), pg_current_xact_id()",',
      },
    ],
  },
  'ignored-warning': {
    why: 'a commit whose wait for the standby was cancelled is taken for done',
    shows: /acknowledged and is lost/,
    patches: [
      {
        file: TRANSACTION,
        find: 'if (routine === WAIT_FOR_STANDBY) isUncertain = true;',
        put: 'if (routine === WAIT_FOR_STANDBY) isUncertain = false;',
      },
    ],
  },
  'answer-repeated-early': {
    why: 'a stored answer is repeated without waiting for the standby',
    shows: /acknowledged and is lost/,
    patches: [
      {
        file: IDEMPOTENCY,
        find: "text: `select pg_logical_emit_message(true, 'jingtian', ''::text)`,",
        put: 'text: `select 1`,',
      },
    ],
  },
  'signed-unheld': {
    why: 'a tree is signed although the wait for the standby was cancelled',
    shows: /was witnessed|without a place/,
    patches: [
      {
        file: 'src/kernel/journal/held-by-standbys.ts',
        find: 'if (isCancelled) throw new StandbyNotWaitedFor();',
        put: '',
      },
    ],
  },
  'lost-word-is-refusal': {
    why: 'a connection that dies at COMMIT is taken for a refusal',
    shows: /was refused and has an effect|asked for by nobody/,
    patches: [
      {
        file: TRANSACTION,
        find: `if (end.status === 'rejected' && isOfServer(end.reason)) throw end.reason;
  throw refuse('command.unknown_outcome');`,
        put: `if (end.status === 'rejected' && isOfServer(end.reason)) throw end.reason;
  throw refuse('object.conflict');`,
      },
    ],
  },
  'mark-sent-before-send': {
    why: 'a delivery is written down as made before it is sent',
    shows: /never came to the receiver/,
    patches: [
      {
        file: 'src/modules/webhooks/courier.ts',
        find: 'const answer = await send(round, claimed);',
        put: `await markDelivered(db, endpoint, { held: claimed, answer: '204' });
  const answer = await send(round, claimed);`,
      },
    ],
  },
};
