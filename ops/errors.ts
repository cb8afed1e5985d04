/** A reason stands against it and nothing was changed: exit code 3. The message is one sentence: what, why, what to do. */
export class Refused extends Error {
  override name = 'Refused';
}

/** The command line is wrong: exit code 2. */
export class WrongUsage extends Error {
  override name = 'WrongUsage';
}

/** What was named is not in the backups; nothing was changed. */
export class NotInBackup extends Refused {
  readonly missing: 'snapshot' | 'matter' | 'document';

  constructor(what: NotInBackup['missing'], message: string) {
    super(message);
    this.missing = what;
  }
}

/** Something else of the kind runs already: the same may be tried again later. */
export class Busy extends Refused {}

/** What was thrown, as an Error whatever it was. */
export function toError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
