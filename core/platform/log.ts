import { AsyncLocalStorage } from 'node:async_hooks';
import { pino, type DestinationStream, type Logger, type LoggerOptions } from 'pino';

export type Log = Logger;

/**
 * What follows a piece of work from the request into the job and the child process, onto every line they log.
 */
export type LogContext = {
  requestId: string;
  personId?: string;
  /** Where a request came from; for the audit log alone (nginx logs it for every request). */
  clientAddress?: string;
  /** The id of the API key a program came with. */
  keyId?: string;
  jobId?: string;
  documentId?: string;
};

const context = new AsyncLocalStorage<LogContext>();

/** Runs `work` with ids that every log line written inside it carries. */
export function withLogContext<T>(ids: LogContext, work: () => T): T {
  return context.run({ ...context.getStore(), ...ids }, work);
}

/** The request id of the work under way, or `none` outside of any (start-up, schedules). */
export function currentRequestId(): string {
  return context.getStore()?.requestId ?? 'none';
}

/** The id of the API key with which the work under way was asked for, if it was one. */
export function currentKeyId(): string | undefined {
  return context.getStore()?.keyId;
}

/** Where the request came from that the work under way answers, if it was one. */
export function currentClientAddress(): string | undefined {
  return context.getStore()?.clientAddress;
}

/** Adds ids to the work under way; what is logged from now on in it carries them too. */
export function addToLogContext(ids: Partial<LogContext>): void {
  const store = context.getStore();
  if (store) Object.assign(store, ids);
}

/**
 * JSON lines on standard output, or wherever they are to go. Never pass bodies, file names, page text or
 * search terms: a log is read by people who may not read the matter.
 */
export function createLog(
  processName: string,
  level: string,
  destination: DestinationStream = pino.destination(),
): Log {
  const options: LoggerOptions = {
    level,
    base: { process: processName },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    mixin: () => {
      const { clientAddress: _, ...ids } = context.getStore() ?? {};
      return ids;
    },
    redact: { paths: ['*.password', '*.authorization', '*.cookie', 'password'], censor: '[secret]' },
    // pino-std-serializers would print a whole error object; a driver's error can carry the query's
    // parameters.
    serializers: {
      err: (error: Error) => ({ type: error.name, message: error.message, stack: error.stack }),
    },
  };
  return pino(options, destination);
}
