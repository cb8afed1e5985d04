import { createServer, type Server, type Socket } from 'node:net';
import { withLogContext, type Log } from '../../core/platform/log.ts';
import { emptyScratch } from './job-folder.ts';
import { killToolProcesses } from './processes.ts';
import { maxRequestBytes, requestSchema, type SandboxAnswer, type SandboxRequest } from './protocol.ts';
import { runSandboxTool } from './run-tool.ts';

export type SandboxListener = {
  scratchDir: string;
  socketPath: string;
  log: Log;
  onBroken: (error: Error) => void;
};

/**
 * Listens for the worker. One session at a time has the sandbox; a second is answered `busy` and tries
 * elsewhere. A connection that never asks (a health check) is none. When a session ends, nothing of it is
 * left: no process, no file.
 */
export function serveSandbox(sandbox: SandboxListener): { server: Server; drain: () => Promise<void> } {
  let current: WorkerSession | undefined;
  // Half open: the worker has said all, and waits until everything is cleaned before it gives the sandbox to
  // the next.
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    const session = new WorkerSession(socket, sandbox, {
      claim: () => {
        if (current && current !== session) return false;
        current = session;
        return true;
      },
      release: () => {
        if (current === session) current = undefined;
      },
    });
  });
  server.listen(sandbox.socketPath);
  return {
    server,
    drain: async () => {
      server.close();
      await current?.ended;
    },
  };
}

type SessionSlot = { claim: () => boolean; release: () => void };

class WorkerSession {
  readonly ended: Promise<void>;
  readonly #socket: Socket;
  readonly #sandbox: SandboxListener;
  readonly #turn: SessionSlot;
  readonly #closed = new AbortController();
  #pending = '';
  #hasSandbox = false;
  #ending: Promise<void> | undefined;
  #work: Promise<void> = Promise.resolve();

  constructor(socket: Socket, sandbox: SandboxListener, turn: SessionSlot) {
    this.#socket = socket;
    this.#sandbox = sandbox;
    this.#turn = turn;
    socket.setEncoding('utf8');
    socket.on('error', () => undefined);
    socket.on('data', (chunk: string) => this.#read(chunk));
    this.ended = new Promise((resolve) => {
      const finish = () => resolve((this.#ending ??= this.#end()));
      socket.once('end', finish);
      socket.once('close', finish);
    });
  }

  #read(chunk: string): void {
    this.#pending += chunk;
    if (this.#pending.length > maxRequestBytes) {
      this.#socket.destroy();
      return;
    }
    const lines = this.#pending.split('\n');
    this.#pending = lines.pop() ?? '';
    for (const line of lines) this.#work = this.#work.then(() => this.#answer(line));
  }

  async #answer(line: string): Promise<void> {
    if (this.#closed.signal.aborted) return;
    const request = parseRequest(line);
    if (!this.#turn.claim()) {
      this.#send({ ok: false, failure: 'refused', exitCode: null, message: 'busy' });
      this.#socket.end();
      return;
    }
    this.#hasSandbox = true;
    if (!request) {
      this.#send({ ok: false, failure: 'refused', exitCode: null, message: 'the request is not valid' });
      return;
    }
    const { scratchDir, log } = this.#sandbox;
    this.#send(
      await withLogContext({ requestId: request.requestId }, () =>
        runSandboxTool(request, { scratchDir, log, signal: this.#closed.signal }),
      ),
    );
  }

  #send(answer: SandboxAnswer): void {
    if (!this.#socket.destroyed) this.#socket.write(`${JSON.stringify(answer)}\n`);
  }

  async #end(): Promise<void> {
    this.#closed.abort();
    try {
      await this.#work;
      if (!this.#hasSandbox) return;
      await killToolProcesses(undefined);
      emptyScratch(this.#sandbox.scratchDir, this.#sandbox.socketPath);
    } catch (error) {
      this.#sandbox.onBroken(error as Error);
    } finally {
      this.#turn.release();
      this.#socket.end();
    }
  }
}

function parseRequest(line: string): SandboxRequest | undefined {
  try {
    return requestSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}
