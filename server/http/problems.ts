import type { ErrorRequestHandler, RequestHandler, Response } from 'express';
import { z } from 'zod';
import type { App } from '../../core/app.ts';
import { isRefusedValue } from '../../core/platform/database-errors.ts';
import { Problem, problemTitles, type ProblemType } from '../../core/platform/errors.ts';

/** The status with which each kind of refusal or failure is answered. The compiler asks for one of each. */
export const problemStatuses = {
  'invalid-request': 400,
  'not-signed-in': 401,
  'wrong-credentials': 401,
  'single-sign-on-failed': 403,
  'second-factor-needed': 401,
  'set-up-first': 403,
  'own-password-first': 403,
  'not-allowed': 403,
  'confirm-first': 403,
  'approval-needed': 403,
  'cross-site': 403,
  'old-form': 403,
  quarantined: 403,
  'not-found': 404,
  'method-not-allowed': 405,
  conflict: 409,
  'on-hold': 409,
  'not-scanned': 409,
  'file-too-large': 413,
  'unsupported-body': 415,
  'empty-file': 422,
  'key-reused': 422,
  'range-not-satisfiable': 416,
  'too-many-attempts': 429,
  'too-many-requests': 429,
  'upload-cut-off': 400,
  'upload-stalled': 408,
  'request-stalled': 408,
  'search-stopped': 503,
  busy: 503,
  'internal-error': 500,
  'mail-failed': 503,
  'disk-full': 507,
  unavailable: 503,
} as const satisfies Record<ProblemType, number>;

/** The body of every error (RFC 9457). `type` is stable; `detail` is for people. */
export const problemSchema = z
  .object({
    type: z.string().describe('urn:strongroom:problem:NAME'),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    requestId: z.string(),
  })
  .meta({ id: 'Problem' });

export type ProblemBody = z.infer<typeof problemSchema>;

export function respondNotFound(): RequestHandler {
  return () => {
    throw new Problem('not-found', 'There is nothing at this address.');
  };
}

/** `page` draws the error for people in a browser; programs get problem+json. */
export function respondWithProblem(
  app: Pick<App, 'log'>,
  showPage: (response: Response, body: ProblemBody) => void,
): ErrorRequestHandler {
  // Express tells an error handler by its four parameters.
  // oxlint-disable-next-line max-params
  return (error: unknown, request, response, next) => {
    const problem = toProblem(error);
    if (isRefusedValue(error))
      app.log.error({ err: error }, 'a value that no column takes came as far as the database');
    else if (problem.type === 'internal-error') app.log.error({ err: error }, 'a request failed');
    else if (problem.cause)
      app.log.warn({ err: problem.cause, problem: problem.type }, 'a request was refused');
    if (response.headersSent) {
      // Half an answer cannot be taken back: cutting the connection is what tells the client.
      response.destroy();
      return next();
    }
    // RFC 9110 §15.5.9: nobody waits for the rest of what stood still.
    if (problemStatuses[problem.type] === 408) response.set('Connection', 'close');
    if (problem.retryAfter !== undefined) response.set('Retry-After', String(problem.retryAfter));
    if (problem.wholeBytes !== undefined)
      response.set({ 'Accept-Ranges': 'bytes', 'Content-Range': `bytes */${problem.wholeBytes}` });
    response.set('Cache-Control', 'no-store');
    const body = toProblemBody(problem, String(response.locals['requestId'] ?? 'none'));
    response.status(body.status);
    const wantsJson =
      request.path.startsWith('/api') || request.path.startsWith('/health') || !request.accepts('html');
    if (wantsJson) response.type('application/problem+json').send(JSON.stringify(body));
    else showPage(response, body);
  };
}

function toProblemBody(problem: Problem, requestId: string): ProblemBody {
  return {
    type: `urn:strongroom:problem:${problem.type}`,
    title: problemTitles[problem.type],
    status: problemStatuses[problem.type],
    detail: problem.message,
    requestId,
  };
}

/** What Express and its body parsers throw carries a status; everything unforeseen says no more than that it happened. */
function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (isRefusedValue(error))
    return new Problem(
      'invalid-request',
      'A value of the request is out of range or cannot be kept, so nothing was changed. Check its dates, numbers and ids and send it again.',
    );
  const status = (error as { status?: unknown }).status;
  if (status === 413)
    return new Problem('file-too-large', 'The request is too large for this address. Send less.');
  if (status === 415)
    return new Problem(
      'unsupported-body',
      'The body is of a type this address does not take; see /api/openapi.json.',
    );
  if (typeof status === 'number' && status >= 400 && status < 500)
    return new Problem(
      problemTypeForStatus(status),
      'The request could not be read. Check its form and try again.',
    );
  return new Problem(
    'internal-error',
    'Something went wrong here, and it was written down. Try again; if it stays, give your administrator the request id.',
    { cause: error },
  );
}

function problemTypeForStatus(status: number): ProblemType {
  return status === 404 ? 'not-found' : 'invalid-request';
}
