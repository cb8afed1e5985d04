import type { ErrorRequestHandler, RequestHandler, Response } from 'express';
import { z } from 'zod';
import type { App } from '../../core/app.ts';
import { Problem, problems, type ProblemType } from '../../core/platform/errors.ts';

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
    if (problem.type === 'internal-error') app.log.error({ err: error }, 'a request failed');
    else if (problem.cause)
      app.log.warn({ err: problem.cause, problem: problem.type }, 'a request was refused');
    if (response.headersSent) {
      // Half an answer cannot be taken back: cutting the connection is what tells the client.
      response.destroy();
      return next();
    }
    if (problem.retryAfter !== undefined) response.set('Retry-After', String(problem.retryAfter));
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
  const { status, title } = problems[problem.type];
  return {
    type: `urn:strongroom:problem:${problem.type}`,
    title,
    status,
    detail: problem.message,
    requestId,
  };
}

/** What Express and its body parsers throw carries a status; everything unforeseen says no more than that it happened. */
function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
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
