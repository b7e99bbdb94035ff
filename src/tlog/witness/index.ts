export { askWitness, type WitnessAnswer, type WitnessRequest } from './client.ts';
export { writeDurably } from './durable-file.ts';
export {
  createWitness,
  type KnownLogs,
  openWitnessFolder,
  originHash,
  readWitnessFolder,
  trustLog,
  type WitnessFolder,
} from './folder.ts';
export { type Judgement, judge, type Witness } from './judge.ts';
export { type AddCheckpoint, formatAddCheckpoint, parseAddCheckpoint } from './protocol.ts';
export { createWitnessServer, type WitnessServerOptions } from './server.ts';
