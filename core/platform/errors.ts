/**
 * The ways an act can be refused or fail, each with a stable `type` that clients may rely on (RFC 9457 §3.1.1).
 * The HTTP status of each is the server's (server/http/problems.ts), and the compiler asks for it there.
 */
export const problemTitles = {
  'invalid-request': 'The request is not valid',
  'not-signed-in': 'Sign in first',
  'wrong-credentials': 'The e-mail address or the password is wrong',
  'single-sign-on-failed': 'Single sign-on did not let you in',
  'second-factor-needed': 'Your second factor is needed',
  'set-up-first': 'Set up a second factor first',
  'own-password-first': 'Choose your own password first',
  'not-allowed': 'You may not do this',
  'confirm-first': 'Confirm that it is you',
  'approval-needed': 'A second administrator has to approve this',
  'cross-site': 'The request came from another site',
  'old-form': 'This form is old',
  quarantined: 'A virus was found in this file',
  'not-found': 'There is nothing here, or you may not see it',
  'method-not-allowed': 'This address does not take that method',
  conflict: 'This cannot be done in the present state',
  'on-hold': 'This is preserved and cannot go',
  'not-scanned': 'The file has not been checked for viruses yet',
  'file-too-large': 'The file is too large',
  'unsupported-body': 'The body is of a type this address does not take',
  'empty-file': 'The file is empty',
  'key-reused': 'This key stands for another upload',
  'range-not-satisfiable': 'The file ends before that',
  'too-many-attempts': 'Too many attempts',
  'too-many-requests': 'Too many requests',
  'upload-cut-off': 'The upload was cut off',
  'upload-stalled': 'The upload stood still',
  'request-stalled': 'The request took too long to come',
  'search-stopped': 'The search takes too long',
  busy: 'Others come first just now',
  'internal-error': 'Something went wrong here',
  'mail-failed': 'The mail could not be sent',
  'disk-full': 'There is no room for more files',
  unavailable: 'A part of Strongroom is not available just now',
} as const satisfies Record<string, string>;

export type ProblemType = keyof typeof problemTitles;

/**
 * Whether such a refusal can depend on the state of what it is about, so that whoever gets it has learned of that; the
 * others are said of the request, of the person or of the appliance.
 */
const stateTelling = {
  'invalid-request': true,
  'not-signed-in': false,
  'wrong-credentials': false,
  'single-sign-on-failed': false,
  'second-factor-needed': false,
  'set-up-first': false,
  'own-password-first': false,
  'not-allowed': true,
  'confirm-first': false,
  'approval-needed': false,
  'cross-site': false,
  'old-form': false,
  quarantined: true,
  'not-found': true,
  'method-not-allowed': false,
  conflict: true,
  'on-hold': true,
  'not-scanned': true,
  'file-too-large': false,
  'unsupported-body': false,
  'empty-file': false,
  'key-reused': true,
  'range-not-satisfiable': true,
  'too-many-attempts': false,
  'too-many-requests': false,
  'upload-cut-off': false,
  'upload-stalled': false,
  'request-stalled': false,
  'search-stopped': false,
  busy: false,
  'internal-error': false,
  'mail-failed': false,
  'disk-full': false,
  unavailable: false,
} as const satisfies Record<ProblemType, boolean>;

/** Whether a refusal can have told a state. */
export function canTellState({ type }: { type: ProblemType }): boolean {
  return stateTelling[type];
}

/**
 * A refusal or failure a person can act on. `detail` is one sentence: what, why, what to do; it never holds a secret,
 * the content of a document or the existence of something the reader may not see.
 */
export class Problem extends Error {
  readonly type: ProblemType;
  /** Seconds after which trying again makes sense, where that is known. */
  readonly retryAfter: number | undefined;
  /** How long the whole is of which there is no such part (`range-not-satisfiable`). */
  readonly wholeBytes: number | undefined;

  constructor(
    type: ProblemType,
    detail: string,
    options: { cause?: unknown; retryAfter?: number; wholeBytes?: number } = {},
  ) {
    super(detail, options.cause === undefined ? {} : { cause: options.cause });
    this.name = 'Problem';
    this.type = type;
    this.retryAfter = options.retryAfter;
    this.wholeBytes = options.wholeBytes;
  }
}

/** The one answer for "there is none" and "you may not see it" (docs/design.md, "Who may see what"). */
export function notFound(what: string): Problem {
  return new Problem('not-found', `There is no such ${what}, or you may not see it.`);
}

/**
 * A reason for which a document cannot be read, in words a paralegal understands: trying the same step again at once
 * would end the same way, so the job is not repeated and the document ends `failed` (or in `state`) with this reason.
 */
export class Unreadable extends Error {
  readonly state: 'failed' | 'no-text' | 'needs-password';

  constructor(reason: string, state: Unreadable['state'] = 'failed') {
    super(reason);
    this.name = 'Unreadable';
    this.state = state;
  }
}
