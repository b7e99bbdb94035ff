import type { Test } from 'tap';
import { mutationName, typePrefix } from '../../src/kernel/commands/command.ts';
import { newId } from '../../src/kernel/ids.ts';
import { collectionsOf, verbPath } from '../../src/kernel/rest/collections.ts';
import { program } from '../contracts/everyone.ts';
import type { TestApp } from '../helpers/app.ts';
import { LEAK, unharmed } from './unharmed.ts';

export type Json = Record<string, unknown>;
type Path = (string | number)[];
/** Changed members of a good input, the code of the refusal, and the field it must name. */
export type Case = [bad: Json, code: string, path: Path];
export type Sample = { person: string; command: string; good: Json };
type Answer = { code: string; path: Path; text: string };

const collections = collectionsOf(program.model);
const headers = () => ({ 'idempotency-key': newId(), 'if-match': '*', reason: 'test' });

async function overRest(app: TestApp, { person, command: name }: Sample, input: Json) {
  const command = program.registry.get(name);
  if (!command) throw new Error(name);
  const { id, ...body } = input;
  const url = verbPath(collections, command).replace(':id', encodeURIComponent(String(id)));
  const payload = command.on ? body : input;
  const sent = { method: 'POST' as const, url, headers: headers(), payload };
  const { body: problem, text } = await app.as(person).rest(sent);
  return { code: problem.code, path: problem.path ?? [], text } as Answer;
}

/** A fault of type is the document's there, and its path begins with the variable. */
async function overGraphql(app: TestApp, { person, command }: Sample, input: Json) {
  const field = mutationName(command);
  const query = `mutation ($input: ${typePrefix(command)}Input!) {
    ${field}(input: $input, envelope: { idempotencyKey: "${newId()}", reason: "test" }) {
      userErrors { code field message } } }`;
  const answer = await app.as(person).graphql(query, { input });
  const text = JSON.stringify(answer);
  const [refused] = answer.errors ?? [];
  if (refused) {
    const { code, field: path = [] } = refused.extensions;
    return { code, path: path.slice(2), text } as Answer;
  }
  const [{ code, field: path } = { code: 'none', field: [] }] = answer.data[field].userErrors;
  return { code, path, text } as Answer;
}

type Setting = { t: Test; app: TestApp };

/** Sends each bad input in both protocols: a refusal with its code and field, and nothing done. */
export const refuses = ({ t, app }: Setting, sample: Sample, cases: readonly Case[]) =>
  t.test(sample.command, (t) =>
    unharmed(t, app, async () => {
      for (const [bad, code, path] of cases) {
        const input = { ...sample.good, ...bad };
        for (const [name, value] of Object.entries(bad)) {
          if (value === undefined) delete (input as Json)[name];
        }
        const label = JSON.stringify(bad).slice(0, 120);
        const rest = await overRest(app, sample, input);
        t.same({ code: rest.code, path: rest.path }, { code, path }, `REST ${label}`);
        t.notMatch(rest.text, LEAK);
        const graphql = await overGraphql(app, sample, input);
        const typed = code === 'input.invalid' && graphql.code === 'query.invalid';
        t.equal(typed ? code : graphql.code, code, `GraphQL ${label}`);
        t.same(graphql.path.map(String), path.map(String), `GraphQL ${label}`);
        t.notMatch(graphql.text, LEAK);
      }
    }),
  );
