import { mkdir } from 'node:fs/promises';
import { z } from 'zod';
import { withTargetAccess, type TargetFiles } from './open-target.ts';
import { lastOutputLine, runProgram, type ProgramResult } from '../run-program.ts';
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

export type ResticOptions = {
  /** Told of every line. With `temporary` they come through a file there, a tenth of a second late: many of them cost restic less so. */
  onMessage?: (message: ResticMessage) => void;
  /** Told of every file or folder that restic could not read or write. */
  onDamaged?: (path: string) => void;
  /** Where restic may keep packs while it fills them, made when it is not there; its own default is small here. restic leaves nothing in it. */
  temporaryFolder?: string;
  /** Whether to give up after a few seconds of refusals, where restic would try again for a quarter of an hour. */
  failFast?: boolean;
  /** Asks the place itself, past what is remembered of it here: for whatever proves that the place has something. */
  bypassCache?: boolean;
};

/** One JSON line of restic's. Only what is used here is checked. */
export const resticMessageSchema = z.looseObject({
  message_type: z.string().optional(),
  struct_type: z.string().optional(),
});
export type ResticMessage = z.infer<typeof resticMessageSchema>;

/** restic's exit codes that tell the story by themselves (its manual, "Scripting"). */
const exitCodeMeanings: Readonly<Record<number, string>> = {
  10: 'there is no backup repository at this place',
  11: 'another program holds the repository; wait for it to end',
  12: 'the key does not open this repository',
};

/** A restic command that did not end well; `code` is restic's own. */
export class ResticFailed extends Error {
  override name = 'ResticFailed';
  readonly code: number;

  constructor(command: string, code: number, words: string) {
    super(`restic ${command}: ${exitCodeMeanings[code] ?? words}.`);
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
  run: ResticOptions = {},
): Promise<string> {
  const limit = String(repository.limitKiB ?? 0);
  const shared = ['--password-file', repository.passwordFile, '--json'];
  if (repository.keyHint) shared.push('--key-hint', repository.keyHint);
  if (run.bypassCache) shared.push('--no-cache');
  if (limit !== '0') shared.push('--limit-upload', limit, '--limit-download', limit);
  const temporary = run.temporaryFolder === undefined ? [] : [`TMPDIR=${run.temporaryFolder}`];
  if (run.temporaryFolder !== undefined) await mkdir(run.temporaryFolder, { recursive: true, mode: 0o700 });
  const parseLine = run.onMessage && parseLines(run.onMessage);
  let meaning: string | undefined;
  const result = await withTargetAccess(repository, async ({ options, settings }) => {
    // `env` sets for restic alone what it reads from nowhere else.
    const environment = ['RESTIC_PROGRESS_FPS=0.5', ...temporary, ...settings];
    const spool =
      parseLine && run.temporaryFolder !== undefined
        ? await openSpool(run.temporaryFolder, parseLine)
        : undefined;
    try {
      return await runProgram('env', [...environment, 'restic', ...options, ...shared, ...args], {
        ...(spool ? { stdoutFd: spool.fd } : parseLine && { onLine: parseLine }),
        onErrorLine: (line) => {
          meaning ??= errorMeanings.find(([said]) => said.test(line))?.[1];
          if (run.onDamaged) reportDamaged(line, run.onDamaged);
        },
        ...(run.failFast && { interruptOn: /(?:retrying after[^]*?){3}\n/ }),
      });
    } finally {
      await spool?.end();
    }
  });
  if (result.code !== 0)
    throw new ResticFailed(args[0] ?? '', result.code, meaning ?? summarizeErrors(result));
  return result.stdout;
}

function parseLines(onMessage: (message: ResticMessage) => void): (line: string) => void {
  return (line) => {
    if (line.startsWith('{')) onMessage(resticMessageSchema.parse(JSON.parse(line)));
  };
}

function reportDamaged(line: string, onDamaged: ResticOptions['onDamaged']): void {
  const item = line.startsWith('{') ? errorLineSchema.safeParse(JSON.parse(line)).data?.item : undefined;
  if (item !== undefined) onDamaged?.(item);
}

/** Faults that restic tells in the words of its libraries, or once for each of thousands of files. */
const errorMeanings: readonly (readonly [RegExp, string])[] = [
  [
    /certificate has expired or is not yet valid/,
    "the certificate of the place's server has ended, or the clock here is wrong; have the certificate renewed there, or set the clock right",
  ],
  [/no space left on device|disk quota exceeded/i, 'no space left on device'],
];

/** restic reports errors as JSON lines on standard error; the messages in them are what a person can use. */
function summarizeErrors(result: ProgramResult): string {
  // A server's refusal stands in what restic says before it tries again, not in its last message.
  const refusal = [...result.stderr.matchAll(/retrying after [^:]+: (?:\w+: )?(.+)/g)].at(-1)?.[1];
  if (refusal !== undefined) return refusal.replace(/\.$/, '');
  const messages = result.stderr
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => errorLineSchema.safeParse(JSON.parse(line)).data)
    .map(
      (found) =>
        found &&
        `${found.message ?? found.error?.message ?? ''}${found.item === undefined ? '' : ` (${found.item})`}`,
    )
    .filter((text) => text !== undefined && text !== '');
  const words = messages.length > 0 ? messages.slice(-3).join('; ') : lastOutputLine(result);
  return words
    .replace(/\s+/g, ' ')
    .replace(/^Fatal: /, '')
    .replace(/\.$/, '');
}

const errorLineSchema = z.looseObject({
  message: z.string().optional(),
  item: z.string().optional(),
  error: z.looseObject({ message: z.string().optional() }).optional(),
});
