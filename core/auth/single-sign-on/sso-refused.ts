import { Problem } from '../../platform/errors.ts';

/** Single sign-on refused somebody. `reason` goes into the audit log, the sentence to the person. */
export class SsoRefused extends Problem {
  readonly reason: string;
  readonly personId: string | undefined;

  constructor(reason: string, detail: string, more: { cause?: unknown; personId?: string } = {}) {
    super('single-sign-on-failed', detail, more.cause === undefined ? {} : { cause: more.cause });
    this.reason = reason;
    this.personId = more.personId;
  }
}
