import { loadConfig } from '../config.ts';
import { demoPeople } from '../demo/people.ts';
import { openDevelopmentIssuer } from '../kernel/auth/development-issuer.ts';

/**
 * Prints a bearer token for a person of the demo: `npm run --silent token -- <person>`. The token
 * goes to standard output alone, so that a shell can catch it; everything else to standard error.
 */
async function printToken(code: string | undefined): Promise<void> {
  const { issueToken } = await openDevelopmentIssuer(loadConfig(process.env, 'token'));
  const person = demoPeople.find((each) => each.code === code);
  if (!person) {
    const intro = code
      ? `Nobody of the demo is called ${code}. (演示中没有此人)`
      : 'Whose? (谁的令牌?)';
    throw new Error(`${intro}\n\nnpm run --silent token -- <person>\n\n${listPeople()}`);
  }
  console.log(await issueToken(person.subject));
}

function listPeople(): string {
  const width = Math.max(...demoPeople.map(({ code }) => code.length));
  return demoPeople
    .map(({ code, nameZh, note }) => `  ${code.padEnd(width)}  ${nameZh}  ${note.zh} ${note.en}`)
    .join('\n');
}

try {
  await printToken(process.argv[2]);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
