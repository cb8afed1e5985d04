import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { stagingDirectory, storageObjectsFolder } from '../data-folders.ts';
import { backupFiles } from './manifest.ts';

export type ObjectListEntry = { sha256: string; bytes: number };
export type ObjectTally = ReturnType<typeof tallyObjects>;

/**
 * MinIO keeps small objects inside what describes them, larger ones in parts beside it. From where on depends on its version and settings
 * (128 KiB, with versions 16 KiB), so the files show it: a description longer than this holds the bytes, one without is a few hundred long.
 */
const maxInlineBytes = 16 * 1024;
const metadataFile = 'xl.meta';
const partFilePattern = /^[^/]+\/part\.\d+$/;

/** Reads the lines of a backup's list of objects. @throws Error when it cannot be read. */
export async function* readObjectList(file: string): AsyncGenerator<ObjectListEntry> {
  for await (const line of createInterface({ input: createReadStream(file) })) {
    const [sha256 = '', bytes = ''] = line.split('\t');
    yield { sha256, bytes: Number(bytes) };
  }
}

/**
 * Tallies objects below `folder` as their files are met, in any order. One is complete when its description is not empty, and what holds
 * its bytes is at least as long as they are: MinIO adds checksums between them. Whether they are the right ones only hashing tells.
 */
export function tallyObjects(folder: string) {
  const withoutMetadata = new Set<string>();
  const missingBytes = new Map<string, number>();
  return {
    expect: ({ sha256, bytes }: ObjectListEntry) => {
      withoutMetadata.add(sha256);
      if (bytes > maxInlineBytes) missingBytes.set(sha256, bytes);
    },
    /** Notes a file of any folder. Its size is read only when it is needed: there are very many. */
    observe: (path: string, sizeOf: () => number) => {
      const { sha256, name } = parseObjectPath(folder, path);
      const isDescription = name === metadataFile;
      if (!isDescription && !partFilePattern.test(name)) return;
      const left = missingBytes.get(sha256);
      if (left === undefined && !withoutMetadata.has(sha256)) return;
      const size = sizeOf();
      if (isDescription && size > 0) withoutMetadata.delete(sha256);
      if (left === undefined || (isDescription && size <= maxInlineBytes)) return;
      if (size < left) missingBytes.set(sha256, left - size);
      else missingBytes.delete(sha256);
    },
    /** The hashes of those that are not complete so far. */
    missing: () => [...new Set([...withoutMetadata, ...missingBytes.keys()])],
  };
}

/** The object that a path below `folder` belongs to, and what it is of that; both empty for any other path, and where the storage does not look. */
export function parseObjectPath(folder: string, path: string): { sha256: string; name: string } {
  const nowhere = { sha256: '', name: '' };
  if (!path.startsWith(`${folder}/`)) return nowhere;
  const [prefix = '', sha256 = '', ...names] = path.slice(folder.length + 1).split('/');
  return sha256.startsWith(prefix) ? { sha256, name: names.join('/') } : nowhere;
}

/** A tally of the objects below the data directory, of which none is expected yet. */
export function tallyBackedUpObjects(dataDir: string): ObjectTally {
  return tallyObjects(join(dataDir, storageObjectsFolder));
}

/** A tally that expects every object on the list of the backup that was just built. */
export async function expectObjects(dataDir: string): Promise<ObjectTally> {
  const objects = tallyBackedUpObjects(dataDir);
  const list = join(stagingDirectory({ dataDir }), backupFiles.objects);
  for await (const object of readObjectList(list)) objects.expect(object);
  return objects;
}
