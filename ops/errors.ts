/** Something speaks against it and nothing was changed: exit code 3. The message is one sentence: what, why, what to do. */
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

/** Something else of the kind is under way: the same may be asked again later. */
export class Busy extends Refused {}
