import type { Bench } from './read.ts';
import type { Report } from './report.ts';

export async function benchScale(_bench: Bench): Promise<Report> {
  throw new Error('not yet');
}
