import pg from 'pg';

/** The group roles that the migrations create and that hold all privileges. */
export type GroupRole = 'jingtian_api' | 'jingtian_sequencer' | 'jingtian_worker';

/** A role a process connects as. Without a password the server's own rules decide (peer, cert). */
export type Login = { name: string; password?: string; group?: GroupRole };

/** No login role of ours may have one of these; each has a column of its name in pg_roles. */
const POWERS = ['super', 'createdb', 'createrole', 'replication', 'bypassrls'] as const;
const withoutPower = (power: string): string => (power === 'super' ? 'nosuperuser' : `no${power}`);

const readRole = async (client: pg.Client, name: string) => {
  const columns = POWERS.map((power) => `rol${power} as "${power}"`).join(', ');
  const { rows } = await client.query<Record<string, boolean>>(
    `select rolname = current_user as self, ${columns} from pg_roles where rolname = $1`,
    [name],
  );
  return rows[0];
};

const writeRole = async (client: pg.Client, { name, password, group }: Required<Login>) => {
  const role = pg.escapeIdentifier(name);
  const secret = password === '' ? '' : ` password ${pg.escapeLiteral(password)}`;
  const existing = await readRole(client, name);
  if (existing?.self) {
    throw new Error(
      `The login role "${name}" is the owner itself: row-level security would not hold. ` +
        'Give DATABASE_URL, SEQUENCER_DATABASE_URL and WORKER_DATABASE_URL roles of their own.',
    );
  }
  const least = POWERS.map(withoutPower).join(' ');
  await client.query(
    existing
      ? `alter role ${role} login inherit${secret}`
      : `create role ${role} login inherit ${least}${secret}`,
  );
  // Only a superuser may even mention some of these, so they are named only when they are there.
  const excess = POWERS.filter((power) => existing?.[power]).map(withoutPower);
  if (excess.length > 0) await client.query(`alter role ${role} ${excess.join(' ')}`);
  await client.query(`grant ${pg.escapeIdentifier(group)} to ${role}`);
};

/**
 * Creates or updates a login role that owns nothing, cannot bypass row-level security and has the
 * privileges of its group (`jingtian_api` unless told). Safe to repeat, and to run concurrently in one
 * database. The migrations must have run: they create the groups.
 *
 * @throws Error when the role is the owner, or when the owner may not manage roles.
 */
export const ensureLogin = async (ownerUrl: string, login: Login): Promise<void> => {
  const complete = { password: '', group: 'jingtian_api' as const, ...login };
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await client.query('begin');
    await client.query(`select pg_advisory_xact_lock(hashtext('jingtian ensureLogin'))`);
    await writeRole(client, complete);
    await client.query('commit');
  } finally {
    await client.end();
  }
};
