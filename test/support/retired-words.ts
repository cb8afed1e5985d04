import { basename } from 'node:path';
import ts from 'typescript';
import type { RepositoryFile } from './hygiene.ts';

/** A retired word as docs/glossary.md writes it: its parts in small letters, and whether it is retired only at the beginning of a name. */
export type RetiredWord = { text: string; parts: string[]; onlyFirst: boolean };

/** Names that strangers rely on, or that a library chose: they stay, whatever the glossary says of their words. */
const outsideFace = new Set([
  // Fields and values of the API: the firm's rule about emergency access, and when a step used up its attempts.
  ...['breakGlass', 'gaveUpAt'],
  // The command `strongroom remove-bytes`.
  'removeBytesCommand',
]);

/** Reads the last column of the glossary's table. */
export function readRetiredWords(glossary: string): RetiredWord[] {
  const rows = glossary.split('\n').filter((line) => /^\| (?!word|---)/.test(line));
  return rows.flatMap((row) => {
    const cell = row.split('|').at(-2) ?? '';
    return [...cell.matchAll(/`([^`]+)`/g)].map(([, text = '']) => ({
      text,
      parts: splitName(text),
      onlyFirst: text.endsWith('…'),
    }));
  });
}

/** What in a file is named with a retired word, one sentence each: its own name, its headings, and every identifier of TypeScript and bash. */
export function findRetiredWords({ path, text }: RepositoryFile, words: readonly RetiredWord[]): string[] {
  const found = (what: string, name: string) =>
    words
      .filter((word) => !outsideFace.has(name) && holds(splitName(name), word))
      .map((word) => `${path}: ${what} "${name}" holds "${word.text}"`);
  const own = path.split('/').flatMap((part) => found('the name', part.replace(/\.[a-z]+$/, '')));
  const names = [...new Set(identifiersOf(path, text))].flatMap((name) => found('the identifier', name));
  const headings = headingsOf(path, text).flatMap((heading) => found('the heading', heading));
  return [...own, ...names, ...headings];
}

function holds(name: readonly string[], { parts, onlyFirst }: RetiredWord): boolean {
  const matches = (at: number) => parts.every((part, index) => name[at + index] === part);
  return onlyFirst ? matches(0) : name.some((_, at) => matches(at));
}

/** `listBackupSets`, `list-backup-sets` and `LIST_BACKUP_SETS` are list, backup, set: a plural counts as its singular. */
export function splitName(name: string): string[] {
  return name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((part) => part !== '')
    .map((part) => (/[^s]s$/.test(part) && part.length > 3 ? part.slice(0, -1) : part));
}

function identifiersOf(path: string, text: string): string[] {
  if (/\.tsx?$/.test(path)) return identifiersOfTypeScript(path, text);
  if (/\.sh$|(^|\/)(strongroom|run)$/.test(path)) return identifiersOfShell(text);
  return [];
}

function identifiersOfTypeScript(path: string, text: string): string[] {
  const names: string[] = [];
  const kind = path.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
  const source = ts.createSourceFile(basename(path), text, ts.ScriptTarget.Latest, false, kind);
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) || ts.isPrivateIdentifier(node)) names.push(node.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return names;
}

/** Functions, and variables that are assigned. */
function identifiersOfShell(text: string): string[] {
  return [
    ...text.matchAll(/^\s*(?:local (?:-\w+ )?|declare (?:-\w+ )?)?([A-Za-z_]\w*)(?:\(\) \{|=|\+=)/gm),
  ].map(([, name = '']) => name);
}

/** Of Markdown and of pages. */
function headingsOf(path: string, text: string): string[] {
  if (path.endsWith('.md')) return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => heading);
  if (!path.endsWith('.tsx')) return [];
  return [...text.matchAll(/<h[1-6][^>]*>([^<{]+)</g)].map(([, heading = '']) => heading.trim());
}
