import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Refused } from '../errors.ts';
import type { TargetFiles } from './target-kind.ts';

/** What opens a target, as the operator wrote it down; empty when there is no file. @throws Refused when it cannot be read. */
export async function readCredentials({ credentialsFile }: TargetFiles): Promise<string> {
  if (credentialsFile === undefined) return '';
  try {
    return await readFile(credentialsFile, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    throw new Refused(
      `The credentials of the target cannot be read (${code}). Give them to install.sh with --repository-credentials, or with --far-credentials for the far target.`,
      { cause: error },
    );
  }
}

/** Two `name=value` lines. @throws Refused when one of them is missing. */
export function readNamedPair(text: string, names: readonly [string, string]): [string, string] {
  const lines = text.split('\n').map((line) => line.trim());
  const [first = '', second = ''] = names.map((name) =>
    lines.find((line) => line.startsWith(`${name}=`))?.slice(name.length + 1),
  );
  if (first === '' || second === '')
    throw incompleteCredentials(`the two lines ${names[0]}=... and ${names[1]}=...`);
  return [first, second];
}

/** @param wanted what the file must hold, as the end of a sentence */
export function incompleteCredentials(wanted: string): Refused {
  return new Refused(
    `The credentials of the target are not complete: the file must hold ${wanted}. Mend the file, then name it again.`,
  );
}

/** A file in memory that only this user can read. @returns its path. */
export async function writePrivateFile(folder: string, name: string, text: string): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, `${text}\n`, { mode: 0o600 });
  return file;
}
