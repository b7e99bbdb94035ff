import { stopKeeper } from './postgres.ts';

/** tap runs this after the last test file, also when tests failed. */
await stopKeeper(process.ppid);
