import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { currentRequestId, type Log } from '../platform/log.ts';
import { SandboxUnavailable, SandboxInterrupted, ToolFailed } from './tool-errors.ts';
import { JobFolder } from './job-folder.ts';
import { answerSchema, maxAnswerBytes, type ToolName, type ToolOptions } from './sandbox-protocol.ts';
import { SandboxPool } from './sandbox-pool.ts';

export type Sandboxes = ReturnType<typeof openSandboxes>;
export type SandboxOptions = { signal: AbortSignal; isUrgent?: boolean };

/** A sandbox that restarts is back within seconds; longer than this a job does not wait for it. */
const unavailableTimeoutMs = 20_000;
const connectTimeoutMs = 2_000;
/** Longer than any tool's own limit: beyond it the sandbox itself hangs. */
const answerTimeoutMs = 700_000;

/**
 * The sandboxes beside this worker: each listens in its folder of `scratchDir`, and serves one session at a
 * time.
 */
export function openSandboxes({ scratchDir, log }: { scratchDir: string; log: Log }) {
  const pool = new SandboxPool(() => listSandboxFolders(scratchDir));
  return {
    /** How many there are now: what the worker may do at once. */
    count: () => listSandboxFolders(scratchDir).length,
    /**
     * Reserves one sandbox while `work` runs; waits for a free one. Urgent work goes first.
     * @throws SandboxUnavailable when none answers (try later), SandboxInterrupted when it died meanwhile,
     * whatever `work` throws
     */
    withSession: <T>(input: SandboxOptions, work: (session: SandboxSession) => Promise<T>): Promise<T> =>
      pool.run(input, unavailableTimeoutMs, async (folder) => {
        const session = await SandboxSession.open(folder, input.signal).catch((error: unknown) => {
          log.warn({ err: error }, 'a sandbox does not answer');
          pool.markUnresponsive(folder);
          throw new SandboxUnavailable(error);
        });
        try {
          return await work(session);
        } finally {
          await session.close();
        }
      }),
  };
}

function listSandboxFolders(scratchDir: string): string[] {
  if (!existsSync(scratchDir)) return [];
  const folders = readdirSync(scratchDir)
    .filter((name) => /^\d+$/.test(name))
    .map((name) => join(scratchDir, name));
  return folders.filter((folder) => existsSync(join(folder, 'sandbox.sock')));
}

/** One file in one sandbox: put the bytes there, run tools on them, read what they left. */
export class SandboxSession {
  readonly #dir: string;
  readonly #folder: JobFolder;
  readonly #socket: Socket;
  readonly #onAbort = () => this.#socket.destroy();
  readonly #signal: AbortSignal;

  private constructor(dir: string, folder: JobFolder, line: { socket: Socket; signal: AbortSignal }) {
    this.#dir = dir;
    this.#folder = folder;
    this.#socket = line.socket;
    this.#signal = line.signal;
    this.#signal.addEventListener('abort', this.#onAbort);
  }

  /**
   * Opens a session in the sandbox of this folder.
   * @throws when it does not answer, or the signal's reason
   */
  static async open(dir: string, signal: AbortSignal): Promise<SandboxSession> {
    signal.throwIfAborted();
    const socket = connect(join(dir, 'sandbox.sock'));
    socket.setEncoding('utf8');
    try {
      await once(socket, 'connect', {
        signal: AbortSignal.any([signal, AbortSignal.timeout(connectTimeoutMs)]),
      });
      socket.on('error', () => undefined);
      return new SandboxSession(dir, await JobFolder.create(dir), { socket, signal });
    } catch (error) {
      socket.on('error', () => undefined);
      socket.destroy();
      throw error;
    }
  }

  /** Writes the file that the tools read. */
  writeInput(body: Readable | Buffer): Promise<void> {
    return this.#folder.writeInput(body);
  }

  /** Runs a tool to its end. @throws ToolFailed when it failed, SandboxInterrupted when the sandbox died */
  async run<N extends ToolName>(tool: N, options: ToolOptions[N]): Promise<void> {
    const request = { job: this.#folder.job, tool, options, requestId: currentRequestId().slice(0, 100) };
    const line = await this.#request(`${JSON.stringify(request)}\n`);
    const answer = parseAnswer(line);
    if (answer.ok) return;
    // Another session still being cleaned up: the file has nothing to do with it.
    if (answer.failure === 'refused' && answer.message === 'busy') throw new SandboxUnavailable();
    throw new ToolFailed(answer.failure, answer.message);
  }

  /** Whether a tool left an output of this name. */
  has(name: string): Promise<boolean> {
    return this.#folder.has(name);
  }

  /** Reads a small output, whole. @throws ToolFailed */
  readText(name: string, maxBytes: number): Promise<string> {
    return this.#folder.readText(name, maxBytes);
  }

  /** Reads a large output as its lines, many at a time. @throws ToolFailed */
  readLines(name: string, maxBytes: number): AsyncGenerator<string[]> {
    return this.#folder.readLines(name, maxBytes);
  }

  /** Reads a large output as its text, cut anywhere. @throws ToolFailed */
  readChunks(name: string, maxBytes: number): AsyncGenerator<string> {
    return this.#folder.readChunks(name, maxBytes);
  }

  /** Reads an output as bytes. @throws ToolFailed */
  readBytes(name: string, maxBytes: number): AsyncGenerator<Buffer> {
    return this.#folder.readBytes(name, maxBytes);
  }

  /** Reads a part of an output as bytes. @throws ToolFailed when the file ends before it */
  readSlice(name: string, slice: { offset: number; bytes: number }): AsyncGenerator<Buffer> {
    return this.#folder.readSlice(name, slice);
  }

  /**
   * Ends the session; the sandbox cleans up by itself. Waits for that, so that the next session does not find
   * it busy.
   */
  async close(): Promise<void> {
    this.#signal.removeEventListener('abort', this.#onAbort);
    if (!this.#socket.destroyed) {
      const closed = once(this.#socket, 'close', { signal: AbortSignal.timeout(10_000) }).catch(
        () => undefined,
      );
      this.#socket.resume();
      this.#socket.end();
      await closed;
    }
    this.#socket.destroy();
    await this.#folder.close(this.#dir);
  }

  #request(request: string): Promise<string> {
    return new Promise((resolve, reject) => {
      let answer = '';
      const settle = (act: () => void) => {
        clearTimeout(timer);
        this.#socket.off('data', onData).off('close', onClose);
        act();
      };
      const onClose = () =>
        settle(() =>
          reject(this.#signal.aborted ? (this.#signal.reason as Error) : new SandboxInterrupted()),
        );
      const onData = (chunk: string) => {
        answer += chunk;
        if (answer.endsWith('\n')) settle(() => resolve(answer));
        else if (answer.length > maxAnswerBytes) this.#socket.destroy();
      };
      const timer = setTimeout(() => this.#socket.destroy(), answerTimeoutMs);
      this.#socket.on('data', onData).once('close', onClose);
      if (this.#socket.destroyed) onClose();
      else this.#socket.write(request);
    });
  }
}

function parseAnswer(line: string) {
  try {
    return answerSchema.parse(JSON.parse(line));
  } catch (error) {
    throw new SandboxInterrupted(error);
  }
}
