import type { RequestHandler, Response } from 'express';
import type { App } from '../../core/app.ts';
import { Problem } from '../../core/platform/errors.ts';
import { inUtc } from '../../core/platform/in-utc.ts';

/** Signing in and out, and nothing else, is written down in a copy. */
const stillDone =
  /^\/(sign-in(\/.*)?|sign-out|confirm(\/passkey)?|api\/session(\/(passkey|confirm))?(\/question)?)$/;
const reads = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * In a copy for reading (`strongroom read-only`) nothing is changed: the database's rights hold that as well, this says it in words. The
 * header tells programs which moment they read.
 */
export function refuseChanges({ config }: Pick<App, 'config'>): RequestHandler {
  const { copyOf } = config;
  return (request, response, next) => {
    if (copyOf === '') return next();
    response.locals['copyOf'] = copyOf;
    response.set('Strongroom-Copy-Of', copyOf);
    if (reads.has(request.method) || stillDone.test(request.path)) return next();
    throw new Problem(
      'not-allowed',
      `This is a copy of ${inUtc(copyOf)}, for reading while Strongroom is being repaired; nothing can be changed in it. Do this again when the appliance is back.`,
    );
  };
}

/** The moment whose copy this is, or undefined in the appliance itself. */
export function copyOf(response: Response): string | undefined {
  const moment = response.locals['copyOf'] as string | undefined;
  return moment === undefined ? undefined : inUtc(moment);
}
