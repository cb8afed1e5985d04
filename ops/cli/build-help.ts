import { commonFlags, exitCodes, groups, type FlagSpec, type WordSpec } from './command-spec.ts';
import { listHostCommands, type HostCommand } from './list-host-commands.ts';

const width = 110;

/** The text of `strongroom help`. */
export function buildHelp(): string {
  const commands = listHostCommands();
  const column = Math.max(...commands.map((command) => formatName(command).length)) + 4;
  const parts = Object.entries(groups).flatMap(([group, title]) => [
    `${title}:`,
    ...commands
      .filter((command) => command.group === group)
      .map((command) => formatRow(formatName(command), command.summary, column)),
    '',
  ]);
  return [
    'Usage: strongroom COMMAND [WORD...] [FLAG...]',
    '',
    ...parts,
    'Every command takes:',
    ...formatFlags(commonFlags),
    '',
    '"strongroom help COMMAND" prints the words, the flags and an example of one command.',
    `Exit codes: ${exitCodes}.`,
  ].join('\n');
}

/** The text of `strongroom help COMMAND`. */
export function buildCommandHelp(command: HostCommand): string {
  const { flags, words } = command;
  const codes = Object.entries(command.exitCodes ?? {}).map(
    ([code, meaning]) => `Code ${code} here: ${meaning}.`,
  );
  const needs = { installation: 'an installation', ops: 'a running Strongroom' }[command.needs];
  return [
    `Usage: strongroom ${formatName(command)}${Object.keys(flags).length > 0 ? ' [FLAG...]' : ''}`,
    '',
    command.summary,
    '',
    ...formatSection('Words:', formatWords(words)),
    ...formatSection('Flags:', formatFlags({ ...flags, ...listCommonFlags(command) })),
    `Example: ${command.example}`,
    `Needs: ${needs}.`,
    `Exit codes: ${exitCodes}.`,
    ...codes,
  ].join('\n');
}

/** The flags that a command takes beside its own. */
export function listCommonFlags(command: HostCommand): Record<string, FlagSpec> {
  const { json, ...rest } = commonFlags;
  return command.json === false ? rest : { json, ...rest };
}

/** A command with its words, as it is typed: `restore [SNAPSHOT]`. */
export function formatName({ name, words }: Pick<HostCommand, 'name' | 'words'>): string {
  return [name, ...words.map(formatWord)].join(' ');
}

function formatWord({ name, optional, many }: WordSpec): string {
  const shown = `${name}${many ? '...' : ''}`;
  return optional ? `[${shown}]` : shown;
}

function formatSection(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [title, ...lines, ''];
}

function formatWords(words: readonly WordSpec[]): string[] {
  return words.map((word) => formatRow(word.name, word.summary, 26));
}

function formatFlags(flags: Readonly<Record<string, FlagSpec>>): string[] {
  return Object.entries(flags).map(([name, flag]) => {
    const value = typeof flag.value === 'object' ? flag.value.join('|') : flag.value;
    const short = flag.short === undefined ? '' : `, -${flag.short}`;
    return formatRow(`--${name}${short}${value === undefined ? '' : ` ${value}`}`, flag.summary, 30);
  });
}

/** Two columns; the second one goes on below itself. */
function formatRow(left: string, right: string, column: number): string {
  const lines = [''];
  for (const word of right.split(' ')) {
    const last = lines.at(-1) ?? '';
    if (last !== '' && column + last.length + word.length + 3 > width) lines.push(word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  const indent = ' '.repeat(column + 2);
  return `  ${left.padEnd(column - 1)} ${lines.join(`\n${indent}`)}`;
}
