/**
 * The ways an act can be refused or fail, each with a stable `type` that clients may rely on (RFC 9457 §3.1.1)
 * and the HTTP status the server presents it with. The compiler closes the list: `problems` has an entry for each.
 */
export const problems = {
  'invalid-request': { status: 400, title: 'The request is not valid' },
  'not-signed-in': { status: 401, title: 'Sign in first' },
  'wrong-credentials': { status: 401, title: 'The e-mail address or the password is wrong' },
  'single-sign-on-failed': { status: 403, title: 'Single sign-on did not let you in' },
  'second-factor-needed': { status: 401, title: 'Your second factor is needed' },
  'set-up-first': { status: 403, title: 'Set up a second factor first' },
  'not-allowed': { status: 403, title: 'You may not do this' },
  'confirm-first': { status: 403, title: 'Confirm that it is you' },
  'cross-site': { status: 403, title: 'The request came from another site' },
  'old-form': { status: 403, title: 'This form is old' },
  quarantined: { status: 403, title: 'A virus was found in this file' },
  'not-found': { status: 404, title: 'There is nothing here, or you may not see it' },
  'method-not-allowed': { status: 405, title: 'This address does not take that method' },
  conflict: { status: 409, title: 'This cannot be done in the present state' },
  'on-hold': { status: 409, title: 'This is preserved and cannot go' },
  'not-scanned': { status: 409, title: 'The file has not been checked for viruses yet' },
  'file-too-large': { status: 413, title: 'The file is too large' },
  'unsupported-body': { status: 415, title: 'The body is of a type this address does not take' },
  'empty-file': { status: 422, title: 'The file is empty' },
  'too-many-attempts': { status: 429, title: 'Too many attempts' },
  'too-many-requests': { status: 429, title: 'Too many requests' },
  'upload-cut-off': { status: 400, title: 'The upload was cut off' },
  'internal-error': { status: 500, title: 'Something went wrong here' },
  'mail-failed': { status: 503, title: 'The mail could not be sent' },
  'disk-full': { status: 507, title: 'There is no room for more files' },
  unavailable: { status: 503, title: 'A part of Strongroom is not available just now' },
} as const satisfies Record<string, { status: number; title: string }>;

export type ProblemType = keyof typeof problems;

/**
 * A refusal or failure a person can act on. `detail` is one sentence: what, why, what to do; it never holds a secret,
 * the content of a document or the existence of something the reader may not see.
 */
export class Problem extends Error {
  readonly type: ProblemType;
  /** Seconds after which trying again makes sense, where that is known. */
  readonly retryAfter: number | undefined;

  constructor(type: ProblemType, detail: string, options: { cause?: unknown; retryAfter?: number } = {}) {
    super(detail, options.cause === undefined ? {} : { cause: options.cause });
    this.name = 'Problem';
    this.type = type;
    this.retryAfter = options.retryAfter;
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
