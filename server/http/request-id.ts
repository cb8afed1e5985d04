import { randomUUID } from 'node:crypto';
import type { RequestHandler } from 'express';
import { withLogContext } from '../../core/platform/log.ts';

const form = /^[A-Za-z0-9._-]{8,64}$/;

/**
 * Gives every request an id that follows the work into the log, the job and the child process, and back to the
 * client: nginx makes it; one that is malformed is replaced.
 */
export function nameRequest(): RequestHandler {
  return (request, response, next) => {
    const given = request.get('x-request-id') ?? '';
    const requestId = form.test(given) ? given : randomUUID();
    response.locals['requestId'] = requestId;
    response.set('X-Request-Id', requestId);
    withLogContext({ requestId }, next);
  };
}
