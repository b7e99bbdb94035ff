import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { installPackages } from '../../helpers/debian.ts';

const run = promisify(execFile);

const SOURCE = fileURLToPath(new URL('./check.go', import.meta.url));
const CACHE = fileURLToPath(new URL('../../../node_modules/.cache/jingtian/', import.meta.url));
/** Where Debian's packages put the sources of Go packages. */
const GO_SOURCES = '/usr/share/gocode';
const PACKAGES = ['golang-go', 'golang-golang-x-mod-dev'];
const BUILD_LIMIT_MS = 60_000;

/**
 * The checker in Go, built once for its source and kept; nothing, said loudly, where the machine has
 * no Go with golang.org/x/mod and does not let one install it.
 */
export async function goChecker(): Promise<string | undefined> {
  const digest = createHash('sha256').update(readFileSync(SOURCE)).digest('hex').slice(0, 16);
  const program = `${CACHE}tlog-check-${digest}`;
  if (existsSync(program)) return program;
  try {
    if (!existsSync(`${GO_SOURCES}/src/golang.org/x/mod/sumdb/tlog`))
      await installPackages(...PACKAGES);
    mkdirSync(CACHE, { recursive: true });
    const built = `${program}.${process.pid}`;
    await run('go', ['build', '-o', built, SOURCE], {
      timeout: BUILD_LIMIT_MS,
      env: {
        ...process.env,
        GO111MODULE: 'off',
        GOPATH: GO_SOURCES,
        GOFLAGS: '',
        GOCACHE: `${CACHE}go-build`,
        CGO_ENABLED: '0',
      },
    });
    renameSync(built, program);
    return program;
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : String(error);
    console.error(`SKIPPED: no Go with golang.org/x/mod to hold the log against (${reason})`);
    return undefined;
  }
}
