import { mkdir } from 'node:fs/promises';
import { z } from 'zod';
import { withTargetAccess } from './open-target.ts';
import type { TargetFiles } from './target-kind.ts';
import { lastOutputLine, runProgram, type ProgramResult } from '../run-program.ts';
import { openSpool } from './spool.ts';

/** Where backups are and what opens them: paths of the files with the password and the credentials, never their text. */
export type Repository = TargetFiles & {
  location: string;
  passwordFile: string;
  /** The id of the key that the password opens, where it is known. */
  keyHint?: string | undefined;
  /** At most this many KiB a second, each way; 0 or absent: as fast as it goes. */
  limitKiB?: number;
};

/** A repository among several: `near`, `far`, or whatever the settings call it. */
export type NamedRepository = Repository & { name: string };

export type ResticOptions = {
  /** Gets every line. */
  onMessage?: (message: ResticMessage) => void;
  /** Gets the path of every file or folder that restic could not read or write. */
  onDamaged?: (path: string) => void;
  /**
   * restic stores much, or has much to report: it fills its packs in the target's temporary folder, and its lines come through a
   * file there, a tenth of a second late. Many lines cost restic less so.
   */
  isLarge?: boolean;
  /** Whether to give up after a few seconds of refusals, where restic would try again for a quarter of an hour. */
  failFast?: boolean;
  /** Asks the target itself, past the cache: for whatever proves that the target has something. */
  bypassCache?: boolean;
};

/** One JSON line of restic's. Only what is used here is checked. */
export const resticMessageSchema = z.looseObject({
  message_type: z.string().optional(),
  struct_type: z.string().optional(),
});
export type ResticMessage = z.infer<typeof resticMessageSchema>;

/** restic's exit codes that say enough by themselves (its manual, "Scripting"). */
const exitCodeMeanings: Readonly<Record<number, string>> = {
  10: 'there is no backup repository at this target',
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
 * @throws ResticFailed; Refused and Error as `withTargetAccess` does.
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
  const temporaryFolder = run.isLarge === true ? repository.temporaryFolder : undefined;
  const temporary = temporaryFolder === undefined ? [] : [`TMPDIR=${temporaryFolder}`];
  if (temporaryFolder !== undefined) await mkdir(temporaryFolder, { recursive: true, mode: 0o700 });
  const parseLine = run.onMessage && parseLines(run.onMessage);
  let meaning: string | undefined;
  const result = await withTargetAccess(repository, async ({ options, settings }) => {
    // `env` sets for restic alone what it reads from nowhere else.
    const environment = ['RESTIC_PROGRESS_FPS=0.5', ...temporary, ...settings];
    const spool =
      parseLine && temporaryFolder !== undefined ? await openSpool(temporaryFolder, parseLine) : undefined;
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
    throw new ResticFailed(
      args[0] ?? '',
      result.code,
      meaning ?? explainCarrierFault(summarizeErrors(result)),
    );
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

/** Faults that restic reports in the words of its libraries, or once for each of thousands of files. */
const errorMeanings: readonly (readonly [RegExp, string])[] = [
  [
    /certificate has expired or is not yet valid/,
    "the certificate of the target's server has ended, or the clock here is wrong; have the certificate renewed there, or set the clock right",
  ],
  [/no space left on device|disk quota exceeded/i, 'no space left on device'],
];

/** The last word counts, not the first: the carrier may have come back while restic tried again. */
function explainCarrierFault(words: string): string {
  return /proxyconnect tcp/.test(words)
    ? 'the carrier, by which backups leave this server, is not running; type "strongroom start" to start it'
    : words;
}

/** restic reports errors as JSON lines on standard error; the messages in them are what a person can use. */
function summarizeErrors(result: ProgramResult): string {
  // A server's refusal stands in the lines before restic tries again, not in its last one.
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
