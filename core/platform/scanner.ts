import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { Config } from './config.ts';
import { Problem } from './errors.ts';

export type Scanner = ReturnType<typeof openScanner>;
/**
 * What the scanner looks for: `version` changes when that does. `signaturesFrom` is null while it knows the
 * test signature alone.
 */
export type Signatures = { version: string; signaturesFrom: Date | null };

/**
 * clamd takes no file of 2 GiB or more (ops/images/clamav/clamd.conf says the same). What is larger comes in
 * windows.
 */
export const maxScanBytes = 2000 * 1024 ** 2;

const connectTimeoutMs = 5_000;
const versionTimeoutMs = 3_000;
const maxAnswerBytes = 10_000;
const mebibyte = 1024 ** 2;

/** The scanner stopped in the middle of these bytes. Perhaps because of them: the attempt is counted. */
export class ScanInterrupted extends Error {
  constructor(cause?: unknown) {
    super('The virus scanner broke off in the middle of this file.', { cause });
    this.name = 'ScanInterrupted';
  }
}

/**
 * Asks clamd over TCP, as `man 8 clamd` describes it (commands VERSION and INSTREAM). The one kept library
 * for it also runs programs of the machine, and has no way to stop a scan or to tell a scanner that is away
 * from one that broke off.
 */
export function openScanner(config: Pick<Config, 'scanner'>) {
  return {
    /** @throws Problem `unavailable` when the scanner does not answer */
    signatures: async (): Promise<Signatures> => {
      const signal = AbortSignal.timeout(versionTimeoutMs);
      const socket = await connectToScanner(config, signal);
      const answer = readAnswer(socket, signal).catch((error: unknown) => {
        throw scannerUnavailable(error);
      });
      socket.write('zVERSION\0');
      return parseVersion(await answer);
    },
    /**
     * Scans a stream of at most `maxScanBytes`. Returns the name of the signature that was found, or null.
     * @throws Problem `unavailable` when the scanner does not answer, ScanInterrupted when it stopped;
     * whatever `body` throws
     */
    scan: async (body: AsyncIterable<Buffer>, signal: AbortSignal): Promise<string | null> => {
      const socket = await connectToScanner(config, signal);
      const answer = readAnswer(socket, signal);
      // Awaited below; until then a failure must not count as unhandled.
      answer.catch(() => undefined);
      try {
        socket.write('zINSTREAM\0');
        await sendChunks(socket, body);
        return parseVerdict(await answer);
      } finally {
        socket.destroy();
      }
    },
  };
}

async function connectToScanner(config: Pick<Config, 'scanner'>, signal: AbortSignal): Promise<Socket> {
  const socket = connect(config.scanner);
  try {
    await once(socket, 'connect', {
      signal: AbortSignal.any([signal, AbortSignal.timeout(connectTimeoutMs)]),
    });
    socket.on('error', () => undefined);
    return socket;
  } catch (error) {
    socket.on('error', () => undefined);
    socket.destroy();
    throw scannerUnavailable(error);
  }
}

/** One answer, ended by NUL. */
function readAnswer(socket: Socket, signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const onAbort = () => socket.destroy();
    signal.addEventListener('abort', onAbort);
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => {
      answer += chunk;
      if (answer.includes('\0')) resolve(answer.slice(0, answer.indexOf('\0')));
      if (answer.includes('\0') || answer.length > maxAnswerBytes) socket.destroy();
    });
    socket.once('close', () => {
      signal.removeEventListener('abort', onAbort);
      reject(signal.aborted ? (signal.reason as Error) : new ScanInterrupted());
    });
  });
}

async function sendChunks(socket: Socket, body: AsyncIterable<Buffer>): Promise<void> {
  const length = () => Buffer.alloc(4);
  for await (const chunk of body) {
    for (let from = 0; from < chunk.length; from += mebibyte) {
      const piece = chunk.subarray(from, from + mebibyte);
      const head = length();
      head.writeUInt32BE(piece.length);
      // When it has answered already, nothing more is sent.
      if (socket.destroyed) return;
      socket.write(head);
      if (!socket.write(piece)) await waitForDrain(socket);
    }
  }
  if (!socket.destroyed) socket.write(length());
}

function waitForDrain(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    const go = () => {
      socket.off('drain', go).off('close', go);
      resolve();
    };
    socket.once('drain', go).once('close', go);
  });
}

function parseVerdict(answer: string): string | null {
  if (answer === 'stream: OK') return null;
  const found = /^stream: (.+) FOUND$/.exec(answer)?.[1];
  if (found === undefined) throw new Error(`The virus scanner answered: ${answer.slice(0, 200)}`);
  return found.slice(0, 200);
}

/**
 * "ClamAV 1.4.3/27834/Fri Nov 20 09:00:00 2026"; what follows the engine is missing without official
 * signatures.
 */
function parseVersion(answer: string): Signatures {
  const [engine = '', , date] = answer.split('/');
  if (!engine.startsWith('ClamAV '))
    throw scannerUnavailable(new Error(`unexpected answer ${answer.slice(0, 100)}`));
  const at = date === undefined ? Number.NaN : Date.parse(`${date} UTC`);
  return { version: answer.slice(0, 200), signaturesFrom: Number.isNaN(at) ? null : new Date(at) };
}

function scannerUnavailable(cause: unknown): Problem {
  return new Problem(
    'unavailable',
    'The virus scanner does not answer just now; documents wait unopened until it does.',
    { cause, retryAfter: 30 },
  );
}
