import { parseArgs } from 'node:util';
import { openApp, type App } from '../../core/app.ts';
import { WrongUsage } from '../errors.ts';
import type { Answer } from './answers.ts';
import type { ProductCommandSpec } from './command-spec.ts';
import type { productCommands, ProductCommandName } from './product-commands.ts';

/** The flags of a command as the registry declares them: those that are required are there. */
type Flags<Name extends ProductCommandName> = (typeof productCommands)[Name] extends { flags: infer Declared }
  ? {
      readonly [Flag in keyof Declared as Declared[Flag] extends { required: true } ? Flag : never]: string;
    } & {
      readonly [Flag in keyof Declared as Declared[Flag] extends { required: true } ? never : Flag]?: string;
    }
  : Readonly<Record<never, never>>;

/** What a command is given: its arguments, a way to report progress, and the product's connections when it asks for them. */
export type CommandContext<Name extends ProductCommandName = ProductCommandName> = {
  flags: Flags<Name>;
  words: readonly string[];
  /** One line of progress, to standard error. */
  onProgress: (line: string) => void;
  /** Connects to everything, once, at the first call. @throws ConfigError when settings or secrets are missing. */
  app: () => App;
};

/** What a command answers: printed as one JSON object with `--json`, else as `text`. `failed` makes the exit code 1. */
export type CommandResult<Json = Record<string, unknown>> = { json: Json; text: string; failed?: boolean };

/** A command of the product; product-commands.ts has its words, flags and summary, answers.ts what bash reads of its answer. */
export type Command<Name extends ProductCommandName> = {
  run: (context: CommandContext<Name>) => Promise<CommandResult<Answer<Name>>>;
};

export type Invocation = { flags: Record<string, string>; words: string[]; json: boolean };

/** Reads a command's arguments. @throws WrongUsage with a sentence that names what is wrong. */
export function parseArguments(name: string, spec: ProductCommandSpec, args: readonly string[]): Invocation {
  const declared = Object.entries(spec.flags ?? {});
  const options = Object.fromEntries(declared.map(([flag]) => [flag, { type: 'string' as const }]));
  const parsed = parseOptions(name, args, { ...options, json: { type: 'boolean' as const } });
  const { json, ...flags } = parsed.values as Record<string, string> & { json?: boolean };
  for (const [flag, { required, summary }] of declared)
    if (required && flags[flag] === undefined) throw new WrongUsage(`${name} needs --${flag}. ${summary}`);
  const words = spec.words ?? [];
  const needed = words.filter(({ optional }) => !optional);
  if (parsed.positionals.length < needed.length)
    throw new WrongUsage(`${name} needs ${needed.map((word) => word.name).join(' and ')}.`);
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
