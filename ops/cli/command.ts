import { parseArgs } from 'node:util';
import { openApp, type App } from '../../core/app.ts';
import { WrongUsage } from '../errors.ts';

/** What a command is given: its arguments, a way to report progress, and the product's connections when it asks for them. */
export type CommandContext = {
  flags: Readonly<Record<string, string>>;
  words: readonly string[];
  /** One line of progress, to standard error. */
  onProgress: (line: string) => void;
  /** Connects to everything, once, at the first call. @throws ConfigError when settings or secrets are missing. */
  app: () => App;
};

/** What a command answers: printed as one JSON object with `--json`, else as `text`. `failed` makes the exit code 1. */
export type CommandResult = { json: Record<string, unknown>; text: string; failed?: boolean };

export type Command = {
  summary: string;
  /** Flags with a value, each with what it means; the ones that must be there end in `!`. */
  flags?: Readonly<Record<string, string>>;
  /** Names of the words it takes, in order; ones that may be left out end in `?`. */
  words?: readonly string[];
  run: (context: CommandContext) => Promise<CommandResult>;
};

export type Invocation = { flags: Record<string, string>; words: string[]; json: boolean };

/** Reads a command's arguments. @throws WrongUsage with a sentence that names what is wrong. */
export function parseArguments(name: string, command: Command, args: readonly string[]): Invocation {
  const allowed = Object.keys(command.flags ?? {}).map((flag) => flag.replace('!', ''));
  const options = Object.fromEntries(allowed.map((flag) => [flag, { type: 'string' as const }]));
  const parsed = parseOptions(name, args, { ...options, json: { type: 'boolean' as const } });
  const { json, ...flags } = parsed.values as Record<string, string> & { json?: boolean };
  for (const flag of Object.keys(command.flags ?? {})) {
    const bare = flag.replace('!', '');
    if (flag.endsWith('!') && flags[bare] === undefined)
      throw new WrongUsage(`${name} needs --${bare} (${command.flags?.[flag] ?? ''}).`);
  }
  const words = command.words ?? [];
  const needed = words.filter((word) => !word.endsWith('?')).length;
  if (parsed.positionals.length < needed)
    throw new WrongUsage(`${name} needs ${words.slice(0, needed).join(' and ')}.`);
  const surplus = parsed.positionals[words.length];
  if (surplus !== undefined) throw new WrongUsage(`${name} does not know what to do with "${surplus}".`);
  return { flags, words: parsed.positionals, json: json === true };
}

type Options = Record<string, { type: 'string' } | { type: 'boolean' }>;

function parseOptions(name: string, args: readonly string[], options: Options) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    const sentence = (error as Error).message.split('. ')[0] ?? '';
    throw new WrongUsage(
      `${sentence}. ${name} takes ${Object.keys(options)
        .map((flag) => `--${flag}`)
        .join(', ')}.`,
    );
  }
}

/** The connections of one invocation, made when first asked for. `close` undoes that. */
export function lazyApp(): { get: () => App; close: () => Promise<void> } {
  let app: App | undefined;
  // A command's output is for a person: what the product logs is left to the daemon.
  const get = () => (app ??= openApp('ops', { logLevel: 'silent' }));
  return { get, close: async () => app?.close() };
}
