import { startKeeper } from './postgres.ts';

/** tap runs this before the first test file, as a child of the runner. */
await startKeeper(process.ppid);
