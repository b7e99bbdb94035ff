import { wellFieldRead } from './field-read.ts';
import { locateManyRead, locateRead } from './locate-reads.ts';

export const gridReads = [wellFieldRead, locateRead, locateManyRead];
