import { Unreadable } from '../platform/errors.ts';
import type { ToolFailureKind } from './sandbox-protocol.ts';

/** No sandbox is available just now. It is nobody's fault: the work waits, and the attempt is not counted. */
export class SandboxUnavailable extends Error {
  constructor(cause?: unknown) {
    super('No sandbox answers just now; the work waits until one does.', { cause });
    this.name = 'SandboxUnavailable';
  }
}

/** The sandbox died while it was at work on this file. Perhaps because of it: the attempt is counted. */
export class SandboxInterrupted extends Error {
  constructor(cause?: unknown) {
    super('The sandbox stopped while it was at work on this file.', { cause });
    this.name = 'SandboxInterrupted';
  }
}

/**
 * A tool failed. `stderr` is what it wrote to standard error: for recognising known sentences, never for
 * showing.
 */
export class ToolFailed extends Error {
  readonly failure: ToolFailureKind;
  readonly stderr: string;

  constructor(failure: ToolFailureKind, stderr: string) {
    super(`A tool in the sandbox ended with "${failure}".`);
    this.name = 'ToolFailed';
    this.failure = failure;
    this.stderr = stderr;
  }
}

/** Sentences for what can happen to any tool. */
const failureReasons: Record<ToolFailureKind, string> = {
  timeout:
    'Reading this file took too long and was stopped. Open it in its own program, save or print it as a PDF, and upload that.',
  memory:
    'Reading this file needed more memory than one file may use. Split it into smaller files and upload those.',
  output:
    'Unpacking this file gave far more data than one file may hold, so it was stopped. If it is genuine, split it and upload the parts.',
  processes:
    'Reading this file was stopped because it tried to start too many programs. It may be malicious: do not open it on your own computer.',
  crashed:
    'The file makes its reader crash; it is probably damaged. Open it in its own program, save it anew, and upload that.',
  exit: 'The file is damaged or not what it claims to be. Open it in its own program, save it anew, and upload that.',
  refused:
    'The file could not be read just now. Press "Try again"; if that does not help, tell the administrator.',
};

/** The reason shown for a locked file. */
export const passwordNeededReason =
  'The file is protected with a password. Give the password, or remove the protection in its own program and upload it again.';

/** Known sentences of readers, and what they mean to a person. First match wins. */
const knownMessages: { pattern: RegExp; reason: string; state?: Unreadable['state'] }[] = [
  {
    pattern: /incorrect password|encrypt|password/i,
    reason: passwordNeededReason,
    state: 'needs-password',
  },
  {
    pattern: /refusal: (?:too-large|too-many-parts)/,
    reason: 'The file unpacks to more than one document may hold. Split it and upload the parts.',
  },
  {
    pattern: /refusal: forbidden-markup/,
    reason:
      'The file declares markup that is used to attack readers (a document type declaration), so it was not opened.',
  },
];

/**
 * Runs `work`; a tool's failure becomes a reason in a person's words.
 * @throws Unreadable instead of ToolFailed
 */
export async function withReadableReason<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof ToolFailed ? toUnreadable(error) : error;
  }
}

function toUnreadable({ failure, stderr }: ToolFailed): Unreadable {
  const match = failure === 'exit' ? knownMessages.find((one) => one.pattern.test(stderr)) : undefined;
  return match ? new Unreadable(match.reason, match.state) : new Unreadable(failureReasons[failure]);
}
