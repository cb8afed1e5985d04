import { randomUUID } from 'node:crypto';
import type { RequestHandler } from 'express';
import { withLogContext } from '../../core/platform/log.ts';

const requestIdPattern = /^[A-Za-z0-9._-]{8,64}$/;

/**
 * Gives every request an id that follows the work into the log, the job and the child process, and back to the
 * client: nginx makes it; one that is malformed is replaced.
 */
export function assignRequestId(): RequestHandler {
  return (request, response, next) => {
    const received = request.get('x-request-id') ?? '';
    const requestId = requestIdPattern.test(received) ? received : randomUUID();
    response.locals['requestId'] = requestId;
    response.set('X-Request-Id', requestId);
    withLogContext({ requestId }, next);
  };
}
