import type { Fit } from '../fit.ts';

export const LENDING: Readonly<Record<string, Fit>> = {};
