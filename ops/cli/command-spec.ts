/** A word that a command takes, in its place. */
export type WordSpec = { name: string; summary: string; optional?: true; many?: true };

/** A flag. `value` is what stands for its value in the help, or the only values there are; without one the flag is a switch. */
export type FlagSpec = {
  summary: string;
  value?: string | readonly string[];
  required?: true;
  /** One letter that means the same, where another program has it too. */
  short?: string;
};

/** A command of `node dist/ops/main.js`. All its flags take a value. */
export type ProductCommandSpec = {
  summary: string;
  words?: readonly WordSpec[];
  flags?: Readonly<Record<string, FlagSpec>>;
  /** The script or package script that alone calls it; people type all others as `strongroom NAME`. */
  calledBy?: string;
};

/** The parts of the help, in this order. */
export const groups = {
  state: 'State',
  running: 'Start and stop',
  backups: 'Backups',
  'recovery key': 'Recovery key',
  restore: 'Restore and read',
  proof: 'Audit log and access',
  people: 'People',
} as const;

/** A command that people type on the host: `strongroom NAME`. */
export type HostCommandSpec<ProductName extends string = string> = {
  group: keyof typeof groups;
  /** The bash function that does it, or the product's command, which then lends its summary, words and flags. */
  runs: { script: string } | { product: ProductName };
  summary?: string;
  words?: readonly WordSpec[];
  flags?: Readonly<Record<string, FlagSpec>>;
  /** What must be there: an installation, or its running service "ops" as well. */
  needs: 'installation' | 'ops';
  /** False where `--json` would not be one object. */
  json?: false;
  /** What a code means here, where it means more than everywhere. */
  exitCodes?: Readonly<Record<number, string>>;
  example: string;
  /** For docs/operate.md: when somebody types it. */
  when: string;
};

/** What every command takes. */
export const commonFlags = {
  json: { summary: 'Print one JSON object on standard output; progress goes to standard error.' },
  'data-dir': { value: 'DIR', summary: 'The data directory (/var/lib/strongroom).' },
  project: { value: 'NAME', summary: 'The Compose project (strongroom).' },
  help: { short: 'h', summary: 'Print the help of the command.' },
} as const satisfies Readonly<Record<string, FlagSpec>>;

export const exitCodes = '0 done, 1 failed, 2 wrong usage, 3 refused (nothing was changed)';
