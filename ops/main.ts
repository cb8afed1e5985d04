import { withLogContext } from '../core/platform/log.ts';
import { SchemaDrift } from '../core/platform/migrations/apply-migrations.ts';
import type { ErrorAnswer } from './cli/answers.ts';
import { lazyApp, parseArguments } from './cli/command.ts';
import { runProductCommand } from './cli/commands.ts';
import { isProductCommand, productCommands, type ProductCommandName } from './cli/product-commands.ts';
import { runDaemon } from './scheduler/run-daemon.ts';
import { Refused, WrongUsage } from './errors.ts';

const [name, ...args] = process.argv.slice(2);

if (name === undefined) await runDaemon();
else process.exit(await runCommand(name, args));

/** Exit codes: 0 done, 1 failed, 2 wrong usage, 3 refused (nothing was changed). */
async function runCommand(called: string, rest: string[]): Promise<number> {
  const wantsJson = rest.includes('--json');
  const app = lazyApp();
  try {
    const command = findCommand(called);
    const { flags, words, json } = parseArguments(command, productCommands[command], rest);
    const context = { flags, words, onProgress, app: app.get };
    const requestId = `${called}-${crypto.randomUUID().slice(0, 8)}`;
    const answer = await withLogContext({ requestId }, () => runProductCommand(command, context));
    await print(json ? JSON.stringify(answer.json) : answer.text);
    return answer.failed === true ? 1 : 0;
  } catch (error) {
    const code = findExitCode(error);
    const sentence = error instanceof Error ? error.message : String(error);
    const answer: ErrorAnswer = { error: sentence, exitCode: code };
    if (wantsJson) await print(JSON.stringify(answer));
    onProgress(`${{ 1: 'FAILED', 2: 'WRONG USAGE', 3: 'REFUSED' }[code]}: ${sentence}`);
    return code;
  } finally {
    await app.close();
  }
}

function findCommand(called: string): ProductCommandName {
  if (isProductCommand(called)) return called;
  const list = Object.entries(productCommands).map(([each, { summary }]) => `  ${each.padEnd(22)}${summary}`);
  throw new WrongUsage(`There is no command "${called}". There are:\n${list.join('\n')}`);
}

function findExitCode(error: unknown): ErrorAnswer['exitCode'] {
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
