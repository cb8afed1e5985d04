import type { NextFunction, RequestHandler } from 'express';
import { Problem } from '../../core/platform/errors.ts';

/** 64 KB, the most that a small body has, take 4 seconds over the slowest line that somebody works from (128 kbit/s). */
const wholeWithinMs = 30_000;

/**
 * Reads a small body, and ends a request whose body is not whole in this time, however many bytes still drip in: nobody holds one open.
 * Uploads may take hours, and have their least rate (server/documents/require-least-rate.ts).
 * @throws Problem `request-stalled`
 */
export function requireWholeInTime(read: RequestHandler, ms = wholeWithinMs): RequestHandler {
  return (request, response, next) => {
    const timer = setTimeout(() => settle(tooSlow()), ms);
    let isSettled = false;
    const settle: NextFunction = (error?: unknown) => {
      clearTimeout(timer);
      // After the refusal the reader learns that the connection is gone, and nobody waits for that.
      if (isSettled) return;
      isSettled = true;
      next(error);
    };
    return read(request, response, settle);
  };
}

function tooSlow(): Problem {
  return new Problem(
    'request-stalled',
    'The request did not come whole within half a minute, so nothing was done. Check your line, and send it again.',
    { retryAfter: 5 },
  );
}
