export { readProofs, readText } from './files.ts';
export { type MirrorChecks, verifyMirror } from './verify.ts';
