import { basename, dirname, join, normalize } from 'node:path';
import type { RepositoryFile } from './hygiene.ts';

/** A document of prose by its name, wherever it is said to be. */
const documentName = /(?<![\w./{}$*-])[\w./-]*\w\.md\b/g;
/** A file of this repository by its path. */
const sourcePath =
  /(?<![\w./{}$*-])(?:core|server|worker|ops|test|docs|prisma|nginx)\/[\w./-]*\w\.(?:tsx?|sh|md|sql|yml|prisma)\b/g;
/** A paragraph of a document that has no standard's number. */
const paragraphOf = /\b[A-Z]{4,}(?:\.md)?,? §/g;

/** `server/FEATURE/routes.ts`, and what a test plants. */
const standsForMany = /planted|FEATURE|TOPIC|NAME/;
/** Tests plant files; what a migration names had its name then. */
const namesFilesFreely = /^(test|prisma\/migrations)\//;
/** Files that are made elsewhere: in an export, on a disk that somebody takes away. */
const writtenElsewhere = new Set(['README.md']);

/**
 * The references of a file that lead nowhere in the repository, one sentence each: a document or a file that is not there, a paragraph of
 * a document that strangers do not have.
 */
export function findDanglingReferences(file: RepositoryFile, paths: ReadonlySet<string>): string[] {
  const names = new Set([...paths].map((path) => basename(path)));
  const isThere = (reference: string) =>
    [reference, normalize(join(dirname(file.path), reference))].some((path) => paths.has(path)) ||
    (!reference.includes('/') && (names.has(reference) || writtenElsewhere.has(reference)));
  const patterns = namesFilesFreely.test(file.path) ? [documentName] : [documentName, sourcePath];
  const named = patterns.flatMap((pattern) => [...file.text.matchAll(pattern)]).map(([text]) => text);
  const missing = new Set(named.filter((reference) => !isThere(reference) && !standsForMany.test(reference)));
  const paragraphs = new Set([...file.text.matchAll(paragraphOf)].map(([text]) => text));
  return [
    ...[...missing].map((reference) => `names ${reference}, which is not in the repository`),
    ...[...paragraphs].map((text) => `names a paragraph of a document that strangers do not have: "${text}"`),
  ].map((fault) => `${file.path}: ${fault}`);
}
