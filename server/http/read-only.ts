import type { RequestHandler, Response } from 'express';
import type { App } from '../../core/app.ts';
import { Problem } from '../../core/platform/errors.ts';
import { formatUtcMinute } from '../../core/platform/format-utc.ts';
import { isReadMethod } from './guard.ts';
import { matchedRoute } from './matched-route.ts';

/**
 * In a copy for reading (`strongroom read-only`) nothing is changed but by signing in and out (`inReadOnlyCopy` of a route): the database's
 * rights hold that as well, this says it in words. The header tells programs which moment they read.
 */
export function refuseWritesInReadOnlyCopy({ config }: Pick<App, 'config'>): RequestHandler {
  const { copyOf } = config;
  return (request, response, next) => {
    if (copyOf === '') return next();
    response.locals['copyOf'] = copyOf;
    response.set('Strongroom-Copy-Of', copyOf);
    if (isReadMethod(request.method) || matchedRoute(response)?.inReadOnlyCopy) return next();
    throw new Problem(
      'not-allowed',
      `This is a copy of ${formatUtcMinute(copyOf)}, for reading while Strongroom is being repaired; nothing can be changed in it. Do this again when the appliance is back.`,
    );
  };
}

/** The moment whose copy this is, or undefined in the appliance itself. */
export function readOnlyCopyTime(response: Response): string | undefined {
  const time = response.locals['copyOf'] as string | undefined;
  return time === undefined ? undefined : formatUtcMinute(time);
}
