import type { Request, RequestHandler, Response } from 'express';
import type { App } from '../../core/app.ts';
import type { Actor } from '../../core/actor.ts';
import { Problem } from '../../core/platform/errors.ts';
import { clientAddress } from './client-address.ts';
import { matchedRoute } from './matched-route.ts';
import { findActor } from './session.ts';

/** What a browser needs to sign in: who guesses must not use up what colleagues at the address need for it. */
const signIn = new Set([
  'get /sign-in',
  'post /sign-in',
  'post /sign-in/code',
  'post /sign-in/passkey',
  'post /api/session',
]);

/** Requests in a minute. Far more than work needs (500 files at once are work), far less than it takes to wear the machine out. */
const defaultPerMinute = { address: 1_200, person: 12_000, key: 12_000 } as const;
type RequestLimit = { kind: keyof typeof defaultPerMinute; key: string; limit: number };

/**
 * Counts requests per person, per API key and, for whoever is not signed in, per address; says with every answer how many are left
 * (`RateLimit-*`, draft-ietf-httpapi-ratelimit-headers-07). Signing in has a pace of its own (core/auth/limit-attempts.ts).
 */
export function limitRequests({
  rateLimits: limits,
  metrics,
}: Pick<App, 'rateLimits' | 'metrics'>): RequestHandler {
  return async (request, response, next) => {
    if (isSigningIn(response)) return next();
    const { kind, key, limit } = limitFor(request, findActor(response));
    const { count, secondsLeft } = await limits.countRequest(`${kind}:${key}`);
    response.set({
      'RateLimit-Policy': `${limit};w=60`,
      'RateLimit-Limit': String(limit),
      'RateLimit-Remaining': String(Math.max(0, limit - count)),
      'RateLimit-Reset': String(secondsLeft),
    });
    if (count > limit) {
      metrics.rateLimited.inc({ limit: kind });
      throw new Problem(
        'too-many-requests',
        `More than ${limit} requests came in one minute. Wait ${secondsLeft} seconds and go on more slowly.`,
        { retryAfter: secondsLeft },
      );
    }
    next();
  };
}

function isSigningIn(response: Response): boolean {
  const { method, path } = matchedRoute(response) ?? {};
  return signIn.has(`${method} ${path}`);
}

function limitFor(request: Request, actor: Actor | undefined): RequestLimit {
  if (!actor) return { kind: 'address', key: clientAddress(request), limit: defaultPerMinute.address };
  if (actor.key)
    return { kind: 'key', key: actor.key.id, limit: actor.key.perMinute ?? defaultPerMinute.key };
  return { kind: 'person', key: actor.person.id, limit: defaultPerMinute.person };
}
