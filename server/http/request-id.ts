import { randomBytes } from 'node:crypto';
import type { RequestHandler } from 'express';
import { withLogContext } from '../../core/platform/log.ts';
import { clientAddress } from './client-address.ts';

const requestIdPattern = /^[A-Za-z0-9._-]{8,64}$/;

/**
 * Gives every request an id that follows the work into the log, the audit log, the job and the child process.
 * It is ours (of nginx, by `X-Edge-Request-Id`), so nobody can write somebody else's into the audit log. An id
 * that a client sends stands behind it (`OURS/THEIRS`), and comes back as `X-Request-Id`, so that a program
 * can follow its own call.
 */
export function assignRequestId(): RequestHandler {
  return (request, response, next) => {
    const own = findRequestId(request.get('x-edge-request-id')) ?? randomBytes(16).toString('hex');
    const clients = findRequestId(request.get('x-request-id'));
    const requestId = clients === undefined ? own : `${own}/${clients}`;
    response.locals['requestId'] = requestId;
    response.set('X-Request-Id', clients ?? own);
    withLogContext({ requestId, clientAddress: clientAddress(request) }, next);
  };
}

function findRequestId(received: string | undefined): string | undefined {
  return received !== undefined && requestIdPattern.test(received) ? received : undefined;
}
