import { z } from 'zod';
import { NotThere, Refused } from '../refused.js';
import { withAccess, type TargetFiles } from './open-target.js';
import { lastWords, runTool, type ToolResult } from './run-tool.js';

/** Where the backups are and what opens them: paths of files with the password and the credentials, never these. */
export type Repository = TargetFiles & {
  location: string;
  passwordFile: string;
  /** At most this many KiB a second, each way; 0 or absent: as fast as it goes. */
  limitKiB?: number;
};

export type ResticRun = {
  onMessage?: (message: ResticMessage) => void;
  /** Told of every file or folder that restic could not read or write. */
  onDamaged?: (path: string) => void;
  /** Where restic may keep packs while it fills them; its own default is small here. */
  temporary?: string;
  /** Whether to give up after a few seconds of refusals, where restic would try again for a quarter of an hour. */
  impatient?: boolean;
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
  const shared = ['--password-file', repository.passwordFile, '--json', '--no-cache'];
  const limits = limit === '0' ? [] : ['--limit-upload', limit, '--limit-download', limit];
  const temporary = run.temporary === undefined ? [] : [`TMPDIR=${run.temporary}`];
  let meaning: string | undefined;
  const result = await withAccess(repository, ({ options, settings }) => {
    // `env` sets for restic alone what it reads from nowhere else.
    const environment = ['RESTIC_PROGRESS_FPS=0.5', ...temporary, ...settings];
    return runTool('env', [...environment, 'restic', ...options, ...shared, ...limits, ...args], {
      ...(run.onMessage && { onLine: (line: string) => pass(line, run.onMessage) }),
      onErrorLine: (line) => {
        meaning ??= meanings.find(([said]) => said.test(line))?.[1];
        if (run.onDamaged) passDamaged(line, run.onDamaged);
      },
      ...(run.impatient && { endOn: /(?:retrying after[^]*?){3}\n/ }),
    });
  });
  if (result.code !== 0) throw new ResticFailed(args[0] ?? '', result.code, meaning ?? resticWords(result));
  return result.stdout;
}

function pass(line: string, onMessage: ResticRun['onMessage']): void {
  if (!line.startsWith('{')) return;
  onMessage?.(resticMessage.parse(JSON.parse(line)));
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

const snapshotForm = z.looseObject({
  id: z.string(),
  short_id: z.string(),
  time: z.string(),
  tags: z.array(z.string()).nullish(),
  /** The snapshot that this one was made of, when it was given another tag. */
  original: z.string().optional(),
  summary: z.looseObject({ total_bytes_processed: z.number(), total_files_processed: z.number() }).optional(),
});
export type Snapshot = z.infer<typeof snapshotForm>;

/** Whole backups of the appliance carry this tag; what else somebody put into the repository is not ours. */
export const snapshotTag = 'strongroom';

/** What continues the sets from hour to hour: the database's log and the objects that came with it. Never a set by itself. */
export const logTag = 'strongroom-log';

/** The database as plain SQL, once a month; never a set. */
export const dumpTag = 'strongroom-dump';

/** A set of which something is missing, in place of `snapshotTag`; it is there for whoever names it, and `latest` never means it. */
export const partialTag = 'strongroom-partial';

export function isPartial(snapshot: Snapshot): boolean {
  return snapshot.tags?.includes(partialTag) === true;
}

/** The appliance's snapshots, oldest first, partial ones among them. @throws ResticFailed */
export async function listSnapshots(
  repository: Repository,
  tags: readonly string[] = [snapshotTag, partialTag],
): Promise<Snapshot[]> {
  const { found, replaced } = await listAll(repository, tags);
  return found.filter(({ id }) => !replaced.has(id)).sort((a, b) => Date.parse(a.time) - Date.parse(b.time));
}

/** A clock that is an hour ahead was set wrong; less than that tells nothing. */
const aheadMs = 3_600_000;

/** The snapshots that a clock dated in the future. */
export function datedAhead(snapshots: readonly Snapshot[]): Snapshot[] {
  return snapshots.filter(({ time }) => Date.parse(time) > Date.now() + aheadMs);
}

/** The ids of sets that were marked as partial and still lie beside the one that bears the mark. @throws ResticFailed */
export async function listReplaced(repository: Repository): Promise<string[]> {
  const { found, replaced } = await listAll(repository, [snapshotTag, partialTag]);
  return found.map(({ id }) => id).filter((id) => replaced.has(id));
}

/** A place that only adds keeps the snapshot that was marked as partial beside the one that bears the mark. */
async function listAll(repository: Repository, tags: readonly string[]) {
  const wanted = tags.flatMap((tag) => ['--tag', tag]);
  const text = await restic(repository, ['snapshots', '--no-lock', ...wanted]);
  const found = z.array(snapshotForm).parse(JSON.parse(text.trim() === '' ? '[]' : text));
  return { found, replaced: new Set(found.filter(isPartial).map(({ original }) => original)) };
}

/** The value of one of the snapshot's `name=value` tags. */
export function tagValue(snapshot: Snapshot, name: string): string | undefined {
  return snapshot.tags?.find((tag) => tag.startsWith(`${name}=`))?.slice(name.length + 1);
}

/**
 * The snapshot a person named: `latest`, or the beginning of an id.
 * @throws Refused naming what there is, when it is none of them.
 */
export async function findSnapshot(repository: Repository, name: string): Promise<Snapshot> {
  const all = await listSnapshots(repository);
  const newest = all.findLast((snapshot) => !isPartial(snapshot));
  if (all.length === 0) {
    throw new Refused(
      'The repository opens, but holds no backup of Strongroom. Check that it is the right one.',
    );
  }
  if (name === 'latest' && newest) return notAhead(newest, all);
  const matching = /^[0-9a-f]{4,64}$/.test(name)
    ? all.filter((snapshot) => snapshot.id.startsWith(name))
    : [];
  if (matching.length === 1 && matching[0]) return matching[0];
  const why =
    matching.length > 1
      ? `"${name}" is the beginning of ${matching.length} snapshots`
      : `There is no snapshot "${name}"`;
  throw new NotThere(
    'snapshot',
    `${why}. The newest are ${listNewest(all)}; "latest" takes the newest that is whole.`,
  );
}

function listNewest(all: readonly Snapshot[]): string {
  const shown = all
    .slice(-5)
    .map(
      (snapshot) =>
        `${snapshot.short_id} of ${snapshot.time.slice(0, 16)}${isPartial(snapshot) ? ' (partial)' : ''}`,
    );
  return shown.join(', ');
}

/** The set that a wrong clock dated ahead would stay the latest until that day comes, whatever is stored meanwhile. @throws Refused */
function notAhead(newest: Snapshot, all: readonly Snapshot[]): Snapshot {
  if (datedAhead([newest]).length === 0) return newest;
  throw new Refused(
    `The set ${newest.short_id} is dated in the future, so which one is the latest cannot be told. Set the clock of this machine right (it says ${new Date().toISOString().slice(0, 16)} UTC), or name a set: ${listNewest(all)}.`,
  );
}
