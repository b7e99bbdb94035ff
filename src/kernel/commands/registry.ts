import { z } from 'zod';
import { type Command, mutationName } from './command.ts';
import { id } from './input.ts';

/** Every command of the program, by name. */
export type Registry = {
  commands: readonly Command[];
  /** Every permission something asks for. */
  permissions: ReadonlySet<string>;
  get(name: string): Command | undefined;
  /** What callers send: the declared input, and the id of the object acted on. */
  inputOf(command: Command): z.ZodObject;
};

const NAME = /^[a-z]+(-[a-z]+)*\.[a-z]+(-[a-z]+)*$/;
const PERMISSION = NAME;

/** Boot check: a command that says nothing of permission, scope or facts does not start. */
function faultsOf(command: Command): string[] {
  const faults: string[] = [];
  const fault = (text: string): void => {
    faults.push(`${command.name}: ${text}`);
  };
  if (!NAME.test(command.name)) fault('is not named module.verb');
  if (!PERMISSION.test(command.permission ?? '')) fault('declares no permission');
  if (command.scope !== 'references' && command.scope !== 'institution') {
    fault('declares no scope');
  }
  if (command.acts.length === 0) fault('declares no facts');
  if (!command.title.zh || !command.description.zh) fault('is not described in both languages');
  return faults;
}

/** @param others permissions that nouns and reports ask for */
export function createRegistry(
  commands: readonly Command[],
  others: readonly string[] = [],
): Registry {
  const byName = new Map<string, Command>();
  const faults: string[] = [];
  for (const command of commands) {
    if (byName.has(command.name)) faults.push(`${command.name}: is declared twice`);
    byName.set(command.name, command);
    faults.push(...faultsOf(command));
  }
  const mutations = new Set(commands.map((each) => mutationName(each.name)));
  if (mutations.size !== byName.size) faults.push('two commands share a mutation name');
  if (faults.length > 0) throw new Error(`commands: ${faults.join('; ')}`);
  const inputs = new Map(
    commands.map((command) => [
      command.name,
      z.strictObject({
        ...(command.on ? { id: id(command.on.noun) } : {}),
        ...command.input.shape,
      }),
    ]),
  );
  return {
    commands: [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1)),
    permissions: new Set([...commands.map((command) => command.permission), ...others]),
    get: (name) => byName.get(name),
    inputOf: (command) => inputs.get(command.name) ?? z.strictObject({}),
  };
}
