import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';

export type ListedObject = { sha256: string; bytes: number };
export type ObjectTally = ReturnType<typeof tallyObjects>;

/**
 * MinIO keeps small objects inside what describes them, larger ones in parts beside it. From where on depends on its version and settings
 * (128 KiB, with versions 16 KiB), so the files tell: a description longer than this holds the bytes, one without is a few hundred long.
 */
const describedBytes = 16 * 1024;
const description = 'xl.meta';
const part = /^[^/]+\/part\.\d+$/;

/** The lines of a set's list of objects. @throws Error when it cannot be read. */
export async function* readObjectList(file: string): AsyncGenerator<ListedObject> {
  for await (const line of createInterface({ input: createReadStream(file) })) {
    const [sha256 = '', bytes = ''] = line.split('\t');
    yield { sha256, bytes: Number(bytes) };
  }
}

/**
 * Ticks off objects below `folder` as their files are met, in any order. One is whole when its description is not empty, and what holds
 * its bytes is at least as long as they are: MinIO adds checksums between them. Whether they are the right ones only hashing tells.
 */
export function tallyObjects(folder: string) {
  const undescribed = new Set<string>();
  const lacking = new Map<string, number>();
  return {
    expect: ({ sha256, bytes }: ListedObject) => {
      undescribed.add(sha256);
      if (bytes > describedBytes) lacking.set(sha256, bytes);
    },
    /** Takes a file of any folder. Its size is asked for only when it is needed: there are very many. */
    meet: (path: string, sizeOf: () => number) => {
      const { sha256, name } = locate(folder, path);
      const isDescription = name === description;
      if (!isDescription && !part.test(name)) return;
      const left = lacking.get(sha256);
      if (left === undefined && !undescribed.has(sha256)) return;
      const size = sizeOf();
      if (isDescription && size > 0) undescribed.delete(sha256);
      if (left === undefined || (isDescription && size <= describedBytes)) return;
      if (size < left) lacking.set(sha256, left - size);
      else lacking.delete(sha256);
    },
    /** The hashes of those that are not whole so far. */
    missing: () => [...new Set([...undescribed, ...lacking.keys()])],
  };
}

/** The object that a path below `folder` belongs to, and what it is of that; both empty for any other path, and where the storage does not look. */
export function locate(folder: string, path: string): { sha256: string; name: string } {
  const nowhere = { sha256: '', name: '' };
  if (!path.startsWith(`${folder}/`)) return nowhere;
  const [prefix = '', sha256 = '', ...names] = path.slice(folder.length + 1).split('/');
  return sha256.startsWith(prefix) ? { sha256, name: names.join('/') } : nowhere;
}
