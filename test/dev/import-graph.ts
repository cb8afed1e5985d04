import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

const folders = ['core', 'server', 'worker', 'ops', 'test'];
const importedPath = /(?:\bfrom|\bimport)\s*\(?\s*'(\.{1,2}\/[^']+)'/g;

/** Which file imports which, by paths from the root; read with one expression, because it is read at every saved file. */
export type ImportGraph = { importersOf: ReadonlyMap<string, ReadonlySet<string>>; files: readonly string[] };

export function readImportGraph(root: string): ImportGraph {
  const files = folders
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
        .filter((name) => /\.tsx?$/.test(name))
        .map((name) => `${folder}/${name}`),
    );
  const importersOf = new Map<string, Set<string>>();
  for (const file of files) {
    for (const [, path = ''] of readFileSync(join(root, file), 'utf8').matchAll(importedPath)) {
      const imported = normalize(join(dirname(file), path));
      importersOf.set(imported, (importersOf.get(imported) ?? new Set()).add(file));
    }
  }
  return { importersOf, files };
}

/** True for what `npm run unit` runs. */
export function isUnitTest(path: string): boolean {
  return path.endsWith('.test.ts') && /^(core|server|worker|ops|test\/unit)\//.test(path);
}

/** The unit tests that these files can turn red: they themselves, and all that import them, however far away. */
export function findConcernedTests(graph: ImportGraph, changed: readonly string[]): string[] {
  const concerned = new Set<string>();
  const open = [...changed];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (concerned.has(file)) continue;
    concerned.add(file);
    open.push(...(graph.importersOf.get(file) ?? []));
  }
  return [...concerned].filter((file) => isUnitTest(file) && graph.files.includes(file)).toSorted();
}
