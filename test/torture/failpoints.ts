import type { NamedPatch, Patch } from './patch.ts';

/** Ends this process the hard way, or stands here, where it is armed for the name; see preload.ts. */
const pass = (name: string): string => `(globalThis as any).torture('${name}')`;
const at = (name: string): string => `${pass(name)};`;

const before = (file: string, find: string, name: string): Patch => ({
  file,
  find,
  put: `${at(name)}\n${find}`,
});

/** Where several commands may stand at once until all of them end together. */
const stop = (file: string, find: string, name: string): Patch => ({
  file,
  find,
  // Nothing is waited for unless somebody is to stand here: what goes out together still does.
  put: `{ const held = ${pass(name)}; if (held) await held; }\n${find}`,
});

const EXECUTE = 'src/kernel/commands/execute.ts';
const PERFORM = 'src/kernel/commands/perform.ts';
const TRANSACTION = 'src/kernel/db/transaction.ts';
const BATCH = 'src/kernel/db/batch.ts';
const APP = 'src/app.ts';
const SEQUENCER = 'src/kernel/journal/sequencer.ts';
const PUBLISH = 'src/kernel/journal/publish.ts';
const COURIER = 'src/modules/webhooks/courier.ts';
const LOOP = 'src/kernel/journal/sequence-loop.ts';

/** The life of a command in the server, in its order. */
export const COMMAND_FAILPOINTS: Readonly<Record<string, Patch>> = {
  'request-read': stop(
    EXECUTE,
    'const prepared = prepare(services, call);\n    const',
    'request-read',
  ),
  'transaction-opened': stop(
    EXECUTE,
    'const [, stored, need, looked] = await together([',
    'transaction-opened',
  ),
  'key-claimed': stop(EXECUTE, 'if (stored !== null) {', 'key-claimed'),
  'handler-entered': stop(PERFORM, 'const result = await command.handler(', 'handler-entered'),
  'handler-left': stop(PERFORM, 'if (facts.length === 0) throw', 'handler-left'),
  'commit-ready': stop(TRANSACTION, 'const [end, ...others] = await', 'commit-ready'),
  'commit-sent': {
    file: BATCH,
    find: 'if (wire.stream.writable) wire.stream.write(Buffer.concat([...messages, serialize.sync()]));',
    put: `if (wire.stream.writable) wire.stream.write(Buffer.concat([...messages, serialize.sync()]));
    if (this.#batch.some(({ text }) => text === 'commit') && ${pass('commit-sent')}) {
      wire.stream.pause();
    }`,
  },
  'commit-answered': stop(TRANSACTION, "client.off('notice', onNotice);", 'commit-answered'),
  'answer-ready': stop(
    EXECUTE,
    'services.countCommand(prepared.ready.command.name, wordOf',
    'answer-ready',
  ),
  'answer-half-sent': {
    file: APP,
    find: 'const { admit } = await registerEdge(app, options, metrics);',
    put: `const { admit } = await registerEdge(app, options, metrics);
  app.addHook('onSend', (globalThis as any).tortureHalfSent);
  app.addHook('onResponse', async () => { ${at('answer-sent')} });`,
  },
};

/** Beside them: the answer is out, and what becomes of a refusal. */
export const OTHER_FAILPOINTS: Readonly<Record<string, Patch | null>> = {
  'answer-sent': null,
  'refusal-known': stop(
    EXECUTE,
    'const known = translate(error, command);\n  if (command)',
    'refusal-known',
  ),
  'refusal-journalled': stop(EXECUTE, 'return known;\n}', 'refusal-journalled'),
};

export const COMMAND_POINTS: readonly string[] = [
  ...Object.keys(COMMAND_FAILPOINTS),
  ...Object.keys(OTHER_FAILPOINTS),
];

/** The life of a tick in the sequencer. */
export const SEQUENCER_FAILPOINTS: Readonly<Record<string, Patch>> = {
  'tick-begins': before(SEQUENCER, 'const opened = (await client.query(', 'tick-begins'),
  'tick-locked': before(SEQUENCER, 'const tick = state.locked ?', 'tick-locked'),
  'tick-sealing': before(SEQUENCER, 'const { rows } = await client.query<Placed>(', 'tick-sealing'),
  'tick-sealed': before(SEQUENCER, 'const ranges = rows.map(', 'tick-sealed'),
  'tick-committed': {
    file: SEQUENCER,
    find: "await client.query('commit');",
    put: `${at('tick-committing')}
    const committing = client.query('commit');
    ${at('tick-commit-sent')}
    await committing;
    ${at('tick-committed')}`,
  },
  'tree-signing': before(PUBLISH, 'const signed = trees.flatMap(', 'tree-signing'),
  'note-kept': before(PUBLISH, 'await keepNotes(client, signed);', 'note-kept'),
  'tick-over': before(LOOP, 'if (!stopped && Date.now() >= watchAt) {', 'tick-over'),
};

/** One of these places holds three of them. */
export const SEQUENCER_POINTS: readonly string[] = [
  ...Object.keys(SEQUENCER_FAILPOINTS),
  'tick-committing',
  'tick-commit-sent',
];

/** The life of a delivery in the worker. */
export const WORKER_FAILPOINTS: Readonly<Record<string, Patch>> = {
  'delivery-claimed': before(COURIER, 'if (claimed) {\n      more();', 'delivery-claimed'),
  'delivery-sending': before(
    COURIER,
    'const answer = await send(round, claimed);',
    'delivery-sending',
  ),
  'delivery-answered': before(COURIER, "const word = 'status' in answer", 'delivery-answered'),
  'delivery-marked': before(COURIER, 'return true;\n  }\n  const pause', 'delivery-marked'),
  'delivery-failing': before(COURIER, 'await markFailed(db, endpoint', 'delivery-failing'),
};

export const WORKER_POINTS: readonly string[] = Object.keys(WORKER_FAILPOINTS);

const patchesOf = (points: Readonly<Record<string, Patch | null>>): Patch[] =>
  Object.values(points).filter((patch) => patch !== null);

export const FAILPOINTS: Readonly<Record<string, NamedPatch>> = {
  'command-failpoints': {
    why: 'the server can be killed at each step of a command',
    patches: [...patchesOf(COMMAND_FAILPOINTS), ...patchesOf(OTHER_FAILPOINTS)],
  },
  'sequencer-failpoints': {
    why: 'the sequencer can be killed at each step of a tick',
    patches: patchesOf(SEQUENCER_FAILPOINTS),
  },
  'worker-failpoints': {
    why: 'the worker can be killed at each step of a delivery',
    patches: patchesOf(WORKER_FAILPOINTS),
  },
};
