import { startServer } from '../../src/bin/embedded-postgres.ts';

/** Runs the embedded server in the folder it is given until it is killed; says so when it is up. */
await startServer(process.argv[2] ?? '');
process.stdout.write('up\n');
setInterval(() => undefined, 60_000);
