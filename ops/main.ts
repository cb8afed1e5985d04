import { withLogContext } from '../core/platform/log.ts';
import { SchemaDrift } from '../core/platform/migrations/apply-migrations.ts';
import { lazyApp, parseArguments, type Command } from './cli/command.ts';
import { commands } from './cli/commands.ts';
import { runDaemon } from './scheduler/run-daemon.ts';
import { Refused, WrongUsage } from './errors.ts';

const [name, ...args] = process.argv.slice(2);

if (name === undefined) runDaemon();
else process.exit(await runCommand(name, args));

/** Exit codes: 0 done, 1 failed, 2 wrong usage, 3 refused (nothing was changed). */
async function runCommand(called: string, rest: string[]): Promise<number> {
  const wantsJson = rest.includes('--json');
  const app = lazyApp();
  try {
    const command = findCommand(called);
    const { flags, words, json } = parseArguments(called, command, rest);
    const context = { flags, words, onProgress, app: app.get };
    const requestId = `${called}-${crypto.randomUUID().slice(0, 8)}`;
    const answer = await withLogContext({ requestId }, () => command.run(context));
    await print(json ? JSON.stringify(answer.json) : answer.text);
    return answer.failed === true ? 1 : 0;
  } catch (error) {
    const code = exitCode(error);
    const sentence = error instanceof Error ? error.message : String(error);
    if (wantsJson) await print(JSON.stringify({ error: sentence, exitCode: code }));
    onProgress(`${['', 'FAILED', 'WRONG USAGE', 'REFUSED'][code] ?? ''}: ${sentence}`);
    return code;
  } finally {
    await app.close();
  }
}

function findCommand(called: string): Command {
  const command = Object.hasOwn(commands, called) ? commands[called] : undefined;
  if (command) return command;
  const list = Object.entries(commands).map(([each, { summary }]) => `  ${each.padEnd(22)}${summary}`);
  throw new WrongUsage(`There is no command "${called}". There are:\n${list.join('\n')}`);
}

function exitCode(error: unknown): number {
  if (error instanceof WrongUsage) return 2;
  return error instanceof Refused || error instanceof SchemaDrift ? 3 : 1;
}

function onProgress(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Resolves when the text has left the process: it ends right after. */
function print(text: string): Promise<void> {
  return new Promise((done) => process.stdout.write(`${text}\n`, () => done()));
}
