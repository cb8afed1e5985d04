import { spawnSync } from 'node:child_process';
import { lstatSync, mkdirSync, readdirSync, rmSync, type Dirent } from 'node:fs';
import { basename, join } from 'node:path';

const jobsFolderName = 'jobs';
/** Hostile trees are not walked for ever: beyond this a tree counts as too large. */
const maxEntries = 20_000;

/**
 * Makes the folder in which the worker makes one folder per job. It belongs to the sandbox, so that the
 * sandbox can empty it.
 */
export function createJobsFolder(scratchDir: string): void {
  mkdirSync(join(scratchDir, jobsFolderName), { recursive: true, mode: 0o2770 });
}

/** The folder of a job. @throws Error when it is no real directory with a real file in it. */
export function findJobFolder(scratchDir: string, job: string): string {
  const folder = join(scratchDir, jobsFolderName, job);
  if (!lstatSync(folder).isDirectory() || !lstatSync(join(folder, 'input')).isFile())
    throw new Error('no such job folder');
  return folder;
}

/** The names a tool left, without the file it was given. */
export function listOutputs(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name !== 'input')
    .slice(0, maxEntries);
}

/** Bytes on disk of everything under the given folders; infinite for a tree with too many entries. */
export function countBytesUnder(...folders: string[]): number {
  let entries = 0;
  let bytes = 0;
  const waiting = [...folders];
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    for (const entry of listEntries(folder)) {
      entries += 1;
      if (entries > maxEntries) return Infinity;
      if (entry.isDirectory()) waiting.push(join(folder, entry.name));
      // Blocks, not length: a file full of holes costs nothing.
      else bytes += (lstatSync(join(folder, entry.name), { throwIfNoEntry: false })?.blocks ?? 0) * 512;
    }
  }
  return bytes;
}

function listEntries(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

/**
 * Removes everything a session left: all job folders, whatever else lies in the scratch folder, and /tmp.
 * @throws Error when the socket is no longer ours or something could not be removed: a restart is then the
 * cure.
 */
export function emptyScratch(scratchDir: string, socketPath: string): void {
  const keep = new Set([jobsFolderName, basename(socketPath)]);
  const folders = [join(scratchDir, jobsFolderName), '/tmp'];
  const left = listEntries(scratchDir)
    .filter((entry) => !keep.has(entry.name))
    .map((entry) => join(scratchDir, entry.name));
  for (const folder of folders) {
    if (!lstatSync(folder).isDirectory()) throw new Error('the scratch folder is not as it was');
    left.push(...listEntries(folder).map((entry) => join(folder, entry.name)));
  }
  for (const path of left) remove(path);
}

function remove(path: string): void {
  try {
    rmSync(path, { recursive: true, force: true });
  } catch {
    // Locked or endlessly nested folders are made on purpose; coreutils copes with both.
    spawnSync('chmod', ['-R', 'u+rwX', '--', path]);
    if (spawnSync('rm', ['-rf', '--', path]).status !== 0)
      throw new Error('leftovers of a tool could not be removed');
  }
}
