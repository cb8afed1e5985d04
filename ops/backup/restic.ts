import { mkdir } from 'node:fs/promises';
import { z } from 'zod';
import { withAccess, type TargetFiles } from './open-target.ts';
import { lastWords, runTool, type ToolResult } from './run-tool.ts';
import { openSpool } from './spool.ts';

/** Where the backups are and what opens them: paths of files with the password and the credentials, never these. */
export type Repository = TargetFiles & {
  location: string;
  passwordFile: string;
  /** The id of the key that the password opens, where it is known. */
  keyHint?: string | undefined;
  /** At most this many KiB a second, each way; 0 or absent: as fast as it goes. */
  limitKiB?: number;
};

export type ResticRun = {
  /** Told of every line. With `temporary` they come through a file there, a tenth of a second late: many of them cost restic less so. */
  onMessage?: (message: ResticMessage) => void;
  /** Told of every file or folder that restic could not read or write. */
  onDamaged?: (path: string) => void;
  /** Where restic may keep packs while it fills them, made when it is not there; its own default is small here. restic leaves nothing in it. */
  temporary?: string;
  /** Whether to give up after a few seconds of refusals, where restic would try again for a quarter of an hour. */
  impatient?: boolean;
  /** Asks the place itself, past what is remembered of it here: for whatever proves that the place has something. */
  pastCache?: boolean;
};

/** One JSON line of restic's. Only what is used here is checked. */
export const resticMessage = z.looseObject({
  message_type: z.string().optional(),
  struct_type: z.string().optional(),
});
export type ResticMessage = z.infer<typeof resticMessage>;

/** restic's exit codes that tell the story by themselves (its manual, "Scripting"). */
const told: Readonly<Record<number, string>> = {
  10: 'there is no backup repository at this place',
  11: 'another program holds the repository; wait for it to end',
  12: 'the key does not open this repository',
};

/** A restic command that did not end well; `code` is restic's own. */
export class ResticFailed extends Error {
  override name = 'ResticFailed';
  readonly code: number;

  constructor(command: string, code: number, words: string) {
    super(`restic ${command}: ${told[code] ?? words}.`);
    this.code = code;
  }
}

/**
 * Runs one restic command with `--json`. Every exit code but 0 is a failure: 3 means that a part could not be read.
 * @returns restic's standard output, unless `onMessage` took it line by line.
 * @throws ResticFailed; Refused and Error as `withAccess` does.
 */
export async function restic(
  repository: Repository,
  args: readonly string[],
  run: ResticRun = {},
): Promise<string> {
  const limit = String(repository.limitKiB ?? 0);
  const shared = ['--password-file', repository.passwordFile, '--json'];
  if (repository.keyHint) shared.push('--key-hint', repository.keyHint);
  if (run.pastCache) shared.push('--no-cache');
  if (limit !== '0') shared.push('--limit-upload', limit, '--limit-download', limit);
  const temporary = run.temporary === undefined ? [] : [`TMPDIR=${run.temporary}`];
  if (run.temporary !== undefined) await mkdir(run.temporary, { recursive: true, mode: 0o700 });
  const takeLine = run.onMessage && passTo(run.onMessage);
  let meaning: string | undefined;
  const result = await withAccess(repository, async ({ options, settings }) => {
    // `env` sets for restic alone what it reads from nowhere else.
    const environment = ['RESTIC_PROGRESS_FPS=0.5', ...temporary, ...settings];
    const spool =
      takeLine && run.temporary !== undefined ? await openSpool(run.temporary, takeLine) : undefined;
    try {
      return await runTool('env', [...environment, 'restic', ...options, ...shared, ...args], {
        ...(spool ? { outputTo: spool.fd } : takeLine && { onLine: takeLine }),
        onErrorLine: (line) => {
          meaning ??= meanings.find(([said]) => said.test(line))?.[1];
          if (run.onDamaged) passDamaged(line, run.onDamaged);
        },
        ...(run.impatient && { endOn: /(?:retrying after[^]*?){3}\n/ }),
      });
    } finally {
      await spool?.end();
    }
  });
  if (result.code !== 0) throw new ResticFailed(args[0] ?? '', result.code, meaning ?? resticWords(result));
  return result.stdout;
}

function passTo(onMessage: (message: ResticMessage) => void): (line: string) => void {
  return (line) => {
    if (line.startsWith('{')) onMessage(resticMessage.parse(JSON.parse(line)));
  };
}

function passDamaged(line: string, onDamaged: ResticRun['onDamaged']): void {
  const item = line.startsWith('{') ? errorLine.safeParse(JSON.parse(line)).data?.item : undefined;
  if (item !== undefined) onDamaged?.(item);
}

/** Faults that restic tells in the words of its libraries, or once for each of thousands of files. */
const meanings: readonly (readonly [RegExp, string])[] = [
  [
    /certificate has expired or is not yet valid/,
    "the certificate of the place's server has ended, or the clock here is wrong; have the certificate renewed there, or set the clock right",
  ],
  [/no space left on device|disk quota exceeded/i, 'no space left on device'],
];

/** restic reports errors as JSON lines on standard error; the messages in them are what a person can use. */
function resticWords(result: ToolResult): string {
  // A server's refusal stands in what restic says before it tries again, not in its last message.
  const refusal = [...result.stderr.matchAll(/retrying after [^:]+: (?:\w+: )?(.+)/g)].at(-1)?.[1];
  if (refusal !== undefined) return refusal.replace(/\.$/, '');
  const messages = result.stderr
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => errorLine.safeParse(JSON.parse(line)).data)
    .map(
      (found) =>
        found &&
        `${found.message ?? found.error?.message ?? ''}${found.item === undefined ? '' : ` (${found.item})`}`,
    )
    .filter((text) => text !== undefined && text !== '');
  const words = messages.length > 0 ? messages.slice(-3).join('; ') : lastWords(result);
  return words
    .replace(/\s+/g, ' ')
    .replace(/^Fatal: /, '')
    .replace(/\.$/, '');
}

const errorLine = z.looseObject({
  message: z.string().optional(),
  item: z.string().optional(),
  error: z.looseObject({ message: z.string().optional() }).optional(),
});
