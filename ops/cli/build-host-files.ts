import { commonFlags, type FlagSpec } from './command-spec.ts';
import { buildCommandHelp, buildHelp, formatName, listCommonFlags } from './build-help.ts';
import { listHostCommands, type HostCommand } from './list-host-commands.ts';

const origin = [
  '# Generated from ops/cli/host-commands.ts by "npm run commands". Do not edit it by hand.',
  '',
];

/** The commands as bash reads them: words, flags, and what each one runs. */
export function buildCommandTables(): string {
  const commands = listHostCommands();
  const table = (name: string, value: (command: HostCommand) => string) => [
    `declare -A ${name}=(`,
    ...commands.map((command) => `  [${quoteKey(command.name)}]=${quote(value(command))}`),
    ')',
    '',
  ];
  return [
    '# shellcheck shell=bash',
    '# shellcheck disable=SC2034 # parse-command.sh and ops/strongroom read these tables',
    '# The commands of strongroom: words, flags and what runs each. Sourced, never run.',
    ...origin,
    `COMMAND_NAMES=(${commands.map(({ name }) => quote(name)).join(' ')})`,
    '# Flags that take a value, whatever the command; and letters that stand for a flag.',
    `VALUE_FLAGS=' ${listValueFlags(commands).join(' ')} '`,
    `SHORT_FLAGS=' ${listShortFlags(commands).join(' ')} '`,
    '# The bash function, or "in_ops" and the command of the product.',
    ...table('COMMAND_RUNS', ({ runs }) => ('script' in runs ? runs.script : `in_ops ${runs.product}`)),
    '# What must be there: an installation, or its running service "ops" as well.',
    ...table('COMMAND_NEEDS', ({ needs }) => needs),
    '# Words in their order; "?" may be left out, "*" may be given many times.',
    ...table('COMMAND_WORDS', ({ words }) =>
      words.map(({ name, optional, many }) => `${name}${many ? '*' : optional ? '?' : ''}`).join(' '),
    ),
    '# Flags; after "=" the only values there are.',
    ...table('COMMAND_FLAGS', (command) => listAllFlags(command).map(formatFlag).join(' ')),
    ...table('COMMAND_EXAMPLE', ({ example }) => example),
  ].join('\n');
}

/** Where the help that `strongroom` prints stands, a text for each command and one for all. */
const helpFolder = 'ops/host/help';

/** The texts of `strongroom help` and of each command's, by their paths; parse-command.sh prints them. */
export function buildHelpTexts(): [path: string, text: string][] {
  return [
    [`${helpFolder}/all-commands.txt`, `${buildHelp()}\n`],
    ...listHostCommands().map((command): [string, string] => [
      `${helpFolder}/${command.name.replaceAll(' ', '-')}.txt`,
      `${buildCommandHelp(command)}\n`,
    ]),
  ];
}

/** The completion for bash: commands, then the command's flags and their values. */
export function buildCompletion(): string {
  const commands = listHostCommands();
  const seconds = Map.groupBy(
    commands.filter(({ name }) => name.includes(' ')),
    ({ name }) => name.split(' ')[0] ?? '',
  );
  const firsts = new Set([...commands.map(({ name }) => name.split(' ')[0] ?? ''), 'help']);
  return [
    '# shellcheck shell=bash',
    '# Completes strongroom in bash. install.sh writes a file that sources this one and names the command.',
    ...origin,
    '_strongroom() {',
    "  local current=$2 previous=$3 word skip='' offered=''",
    '  local -a words=()',
    '  for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do',
    '    if [[ -n $skip ]]; then',
    "      skip=''",
    `    elif [[ " ${listValueFlags(commands)
      .map((name) => `--${name}`)
      .join(' ')} " == *" $word "* ]]; then`,
    '      skip=yes',
    '    elif [[ $word != -* ]]; then',
    '      words+=("$word")',
    '    fi',
    '  done',
    '  case $previous in',
    ...listValues(commands).map(([flag, values]) => `    --${flag}) offered=${quote(values.join(' '))} ;;`),
    '    --*-file | --data-dir)',
    '      mapfile -t COMPREPLY < <(compgen -f -- "$current")',
    '      return',
    '      ;;',
    '    *)',
    '      case "${words[*]}" in',
    `        '' | help) offered=${quote([...firsts].join(' '))} ;;`,
    ...[...seconds].map(
      ([first, each]) =>
        `        ${quoteKey(first)}) offered=${quote(each.map(({ name }) => name.split(' ')[1] ?? '').join(' '))} ;;`,
    ),
    ...commands.map(
      (command) =>
        `        ${quoteKey(command.name)} | ${quoteKey(command.name)}' '*) offered=${quote(
          listAllFlags(command)
            .map(([name]) => `--${name}`)
            .join(' '),
        )} ;;`,
    ),
    '      esac',
    '      ;;',
    '  esac',
    '  mapfile -t COMPREPLY < <(compgen -W "$offered" -- "$current")',
    '}',
    '',
  ].join('\n');
}

/** The table of docs/operate.md. */
export function buildCommandTable(): string {
  const rows = listHostCommands().map(
    (command) => `| \`strongroom ${formatName(command)}\` | ${command.summary} | ${command.when} |`,
  );
  return ['| type | what it does | when |', '|---|---|---|', ...rows].join('\n');
}

/** Where the table stands in docs/operate.md. */
export const tableMarkers = [
  '<!-- Generated from ops/cli/host-commands.ts by "npm run commands". -->',
  '<!-- End of what is generated. -->',
] as const;

/** @returns the page with the table between its markers. @throws Error when the markers are not there. */
export function replaceCommandTable(page: string): string {
  const [begin, end] = tableMarkers.map((marker) => page.indexOf(marker)) as [number, number];
  if (begin < 0 || end < begin)
    throw new Error('docs/operate.md lacks the markers of the table of commands.');
  return `${page.slice(0, begin + tableMarkers[0].length)}\n${buildCommandTable()}\n${page.slice(end)}`;
}

function listAllFlags(command: HostCommand): [string, FlagSpec][] {
  return Object.entries({ ...command.flags, ...listCommonFlags(command) });
}

function formatFlag([name, { value }]: [string, FlagSpec]): string {
  return typeof value === 'object' ? `${name}=${value.join('|')}` : name;
}

const listFlagsOfAll = (commands: readonly HostCommand[]) => [
  ...Object.entries<FlagSpec>(commonFlags),
  ...commands.flatMap(({ flags }) => Object.entries(flags)),
];

function listValueFlags(commands: readonly HostCommand[]): string[] {
  const withValue = listFlagsOfAll(commands).filter(([, { value }]) => value !== undefined);
  return [...new Set(withValue.map(([name]) => name))];
}

function listShortFlags(commands: readonly HostCommand[]): string[] {
  return listFlagsOfAll(commands).flatMap(([name, { short }]) =>
    short === undefined ? [] : `${short}=${name}`,
  );
}

function listValues(commands: readonly HostCommand[]): [string, string[]][] {
  const values = new Map<string, Set<string>>();
  for (const [name, { value }] of listFlagsOfAll(commands))
    if (typeof value === 'object') values.set(name, new Set([...(values.get(name) ?? []), ...value]));
  return [...values].map(([name, each]) => [name, [...each]]);
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function quoteKey(name: string): string {
  return /^[a-z]+$/.test(name) ? name : quote(name);
}
