import { randomBytes } from 'node:crypto';
import { join } from 'node:path';

/** Where one node of the cluster lies and listens. */
export type Place = { name: string; folder: string; port: number; restPort: number };

/** One password for each of the three roles Patroni acts as. */
export type Roles = { superuser: Role; replication: Role; rewind: Role };
type Role = { username: string; password: string };

export const makeRoles = (): Roles => {
  const role = (username: string): Role => ({
    username,
    password: randomBytes(12).toString('hex'),
  });
  return {
    superuser: role('jingtian_owner'),
    replication: role('replicator'),
    rewind: role('rewinder'),
  };
};

/** The shortest that Patroni accepts: a leader that says nothing is replaced after the first. */
const TTL_S = 20;
const LOOP_WAIT_S = 1;
const RETRY_TIMEOUT_S = 5;

/** Debian's. */
export const BINARIES = '/usr/lib/postgresql/15/bin';
const HOST = '127.0.0.1';

/** As of any test server; what dies here are processes, and memories stay. */
const PARAMETERS = {
  fsync: 'off',
  shared_buffers: '64MB',
  max_connections: '120',
  wal_keep_size: '128MB',
  timezone: 'UTC',
  jit: 'off',
};

/** The file of one node: JSON is YAML. */
export function settingsOf(place: Place, etcdPort: number, authentication: Roles): string {
  const { name, folder, port, restPort } = place;
  const rest = `${HOST}:${restPort}`;
  const address = `${HOST}:${port}`;
  return JSON.stringify({
    scope: 'torture',
    name,
    restapi: { listen: rest, connect_address: rest },
    etcd3: { hosts: [`${HOST}:${etcdPort}`] },
    bootstrap: {
      dcs: {
        ttl: TTL_S,
        loop_wait: LOOP_WAIT_S,
        retry_timeout: RETRY_TIMEOUT_S,
        synchronous_mode: true,
        postgresql: { use_pg_rewind: true, use_slots: true, parameters: PARAMETERS },
      },
      initdb: [{ encoding: 'UTF8' }, { locale: 'C.UTF-8' }, 'data-checksums'],
      pg_hba: [
        'local all all trust',
        `host all all ${HOST}/32 scram-sha-256`,
        `host replication all ${HOST}/32 scram-sha-256`,
      ],
    },
    postgresql: {
      listen: address,
      connect_address: address,
      data_dir: join(folder, name),
      bin_dir: BINARIES,
      pgpass: join(folder, `${name}.pgpass`),
      authentication,
      parameters: { unix_socket_directories: folder },
      remove_data_directory_on_rewind_failure: true,
      remove_data_directory_on_diverged_timelines: true,
    },
  });
}
