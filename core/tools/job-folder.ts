import { randomUUID } from 'node:crypto';
import { constants, createWriteStream } from 'node:fs';
import { chmod, lstat, mkdir, open, rm, type FileHandle } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ToolFailed } from './tool-errors.ts';

const { O_CREAT, O_DIRECTORY, O_EXCL, O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_WRONLY } = constants;

/** A line longer than this is no line of any tool of ours. */
const maxLineCharacters = 16 * 1024 ** 2;
const chunkBytes = 512 * 1024;

/**
 * A job's folder in the scratch folder of one sandbox. Whatever ran there may have swapped any name for a
 * link, so the folder is held open from its making, and every file is reached through that handle and must be
 * a plain file.
 */
export class JobFolder {
  readonly job: string;
  readonly #handle: FileHandle;

  private constructor(job: string, handle: FileHandle) {
    this.job = job;
    this.#handle = handle;
  }

  /** Creates a job's folder. @throws Error when the sandbox has not made its `jobs` folder yet */
  static async create(sandboxDir: string): Promise<JobFolder> {
    const job = randomUUID();
    const jobs = await open(`${sandboxDir}/jobs`, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
    try {
      const path = `${procPath(jobs)}/${job}`;
      await mkdir(path);
      // Not by mkdir's mode: the process's umask would take the group's rights, and the sandbox comes by its
      // group.
      await chmod(path, 0o2770);
      return new JobFolder(job, await open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW));
    } finally {
      await jobs.close();
    }
  }

  /** Writes the bytes to be read there, as `input`. */
  async writeInput(body: Readable | Buffer): Promise<void> {
    const file = await open(this.#path('input'), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o640);
    try {
      await file.chmod(0o660);
      if (Buffer.isBuffer(body)) await file.writeFile(body);
      // The stream closes the handle itself: one that does not would keep it in use, and close() below would
      // never end.
      else await pipeline(body, createWriteStream('', { fd: file }));
    } finally {
      await file.close();
    }
  }

  /** Whether a tool left an output of this name, whatever it is. */
  async has(name: string): Promise<boolean> {
    return lstat(this.#path(name)).then(
      () => true,
      () => false,
    );
  }

  /**
   * Reads a small output, whole.
   * @throws ToolFailed when it is not a plain UTF-8 file of at most `maxBytes`
   */
  async readText(name: string, maxBytes: number): Promise<string> {
    const file = await this.#open(name, maxBytes);
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(await file.readFile());
    } catch {
      throw new ToolFailed('output', `${name} is not text`);
    } finally {
      await file.close();
    }
  }

  /**
   * Reads a large output, as its lines, many at a time: one at a time costs more than reading them.
   * @throws ToolFailed as above
   */
  async *readLines(name: string, maxBytes: number): AsyncGenerator<string[]> {
    let rest = '';
    for await (const chunk of this.readChunks(name, maxBytes)) {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      if (rest.length > maxLineCharacters) throw new ToolFailed('output', `${name} has an endless line`);
      yield lines;
    }
    if (rest !== '') yield [rest];
  }

  /** Reads a large output as its text, cut anywhere. @throws ToolFailed as above */
  async *readChunks(name: string, maxBytes: number): AsyncGenerator<string> {
    const file = await this.#open(name, maxBytes);
    try {
      // `end` holds what was measured: a file that still grows is read no further.
      const stream = file.createReadStream({
        encoding: 'utf8',
        autoClose: false,
        start: 0,
        end: maxBytes,
        highWaterMark: chunkBytes,
      });
      for await (const chunk of stream) yield String(chunk);
    } finally {
      await file.close();
    }
  }

  /** Reads an output as bytes, for storage. */
  async *readBytes(name: string, maxBytes: number): AsyncGenerator<Buffer> {
    const file = await this.#open(name, maxBytes);
    try {
      for await (const chunk of file.createReadStream({ autoClose: false, start: 0, end: maxBytes }))
        yield chunk as Buffer;
    } finally {
      await file.close();
    }
  }

  /** Reads a part of an output, for storage. @throws ToolFailed when the file ends before it */
  async *readSlice(name: string, slice: { offset: number; bytes: number }): AsyncGenerator<Buffer> {
    const { offset, bytes } = slice;
    if (bytes === 0) return;
    const file = await this.#open(name, Infinity);
    let left = bytes;
    try {
      const range = { start: offset, end: offset + bytes - 1, highWaterMark: chunkBytes };
      for await (const chunk of file.createReadStream({ autoClose: false, ...range })) {
        left -= (chunk as Buffer).length;
        yield chunk as Buffer;
      }
    } finally {
      await file.close();
    }
    if (left !== 0) throw new ToolFailed('output', `${name} is shorter than it was`);
  }

  /** Closes the folder; the sandbox removes it when the session ends, and this does where it can. */
  async close(sandboxDir: string): Promise<void> {
    await this.#handle.close();
    await rm(`${sandboxDir}/jobs/${this.job}`, { recursive: true, force: true }).catch(() => undefined);
  }

  async #open(name: string, maxBytes: number): Promise<FileHandle> {
    let file: FileHandle;
    try {
      // O_NONBLOCK: opening a pipe must not wait for somebody to write into it.
      file = await open(this.#path(name), O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    } catch {
      throw new ToolFailed('output', `${name} cannot be opened`);
    }
    const facts = await file.stat();
    if (facts.isFile() && facts.size <= maxBytes) return file;
    await file.close();
    throw new ToolFailed('output', `${name} is too large or no file`);
  }

  #path(name: string): string {
    return `${procPath(this.#handle)}/${name}`;
  }
}

/** The path of an open folder: it leads there even when its name has been given to something else since. */
function procPath(handle: FileHandle): string {
  return `/proc/self/fd/${String(handle.fd)}`;
}
