import { TlogError, type TlogFault } from '../../src/tlog/index.ts';

/** What a piece of work is refused for; an error of any other kind is a failure of the test. */
export function faultOf(work: () => unknown): TlogFault | 'none' {
  try {
    work();
    return 'none';
  } catch (error) {
    if (error instanceof TlogError) return error.fault;
    throw error;
  }
}

/** The same of work that takes its time. */
export const faultOfAsync = (work: Promise<unknown>): Promise<TlogFault | 'none'> =>
  work.then(
    () => 'none' as const,
    (error: unknown) => {
      if (error instanceof TlogError) return error.fault;
      throw error;
    },
  );
