import { parseCookie, stringifySetCookie } from 'cookie';
import type { Request, RequestHandler, Response } from 'express';
import type { App } from '../../core/app.ts';
import { findApiKey } from '../../core/auth/api-keys/api-keys.ts';
import type { SignInOrigin } from '../../core/auth/sessions/open-session.ts';
import { findSession, sessionHours } from '../../core/auth/sessions/session.ts';
import { authorityOf, type Actor } from '../../core/actor.ts';
import { withAuthority } from '../../core/platform/authority.ts';
import { Problem } from '../../core/platform/errors.ts';
import { clientAddress } from './client-address.ts';
import { matchedRoute } from './matched-route.ts';
import { addToLogContext } from '../../core/platform/log.ts';

/** The `__Host-` prefix binds the cookie to this host, to https and to the root path (RFC 6265bis §4.1.3.2). */
export const sessionCookieName = '__Host-session';
/** Marks a browser in which somebody signed in before; browsers keep a cookie 400 days at most. */
const deviceCookieName = '__Host-device';
const deviceSeconds = 400 * 24 * 3600;
const cookieOptions = { path: '/', secure: true, httpOnly: true, sameSite: 'lax' } as const;

/** Finds out who asks, by session cookie or API key; nobody is no error here. What is done for them counts while it is in force. */
export function authenticateRequests(app: App): RequestHandler {
  return async (request, response, next) => {
    const actor = await findRequestActor(app, request, !isBackgroundRequest(request));
    if (!actor) return next();
    response.locals['actor'] = actor;
    addToLogContext({ personId: actor.person.id, ...(actor.key && { keyId: actor.key.id }) });
    // Whoever signs in acts by what they prove there, not by the session that the browser had until now.
    const isPublic = matchedRoute(response)?.access === 'public';
    withAuthority(isPublic ? undefined : authorityOf(actor), next);
  };
}

/** Who this request comes from, now: a session that ended or a key that was revoked since it began gives undefined. */
export async function findRequestActor(
  app: App,
  request: Request,
  countsAsUse: boolean,
): Promise<Actor | undefined> {
  const apiKey = /^Bearer (\S+)$/i.exec(request.get('authorization') ?? '')?.[1];
  if (apiKey !== undefined) return findApiKey(app, apiKey);
  const token = sessionToken(request);
  return token === undefined ? undefined : findSession(app, token, countsAsUse);
}

/** What a page that is left open asks for: it must not keep a session from ending by idleness. */
function isBackgroundRequest(request: Request): boolean {
  return request.get('x-by-itself') !== undefined || request.get('accept') === 'text/event-stream';
}

/** The session token a browser sent along, if any. */
function sessionToken(request: Request): string | undefined {
  return parseCookie(request.get('cookie') ?? '')[sessionCookieName];
}

/** @throws Problem `not-signed-in` */
export function getActor(response: Response): Actor {
  const actor = response.locals['actor'] as Actor | undefined;
  if (!actor) throw new Problem('not-signed-in', 'Sign in first; a session ends after a while without use.');
  return actor;
}

/** Before the body is looked at: strangers learn nothing about what an address takes. */
export const requireSignIn: RequestHandler = (_request, response, next) => {
  getActor(response);
  next();
};

/** Who asks, or undefined. */
export function findActor(response: Response): Actor | undefined {
  return response.locals['actor'] as Actor | undefined;
}

/** What is known of where a sign-in comes from. */
export function signInOrigin(request: Request): SignInOrigin {
  return {
    userAgent: request.get('user-agent') ?? '',
    address: clientAddress(request),
    deviceToken: parseCookie(request.get('cookie') ?? '')[deviceCookieName],
    sessionToken: sessionToken(request),
    isGone: () => request.socket.destroyed,
  };
}

export function setSessionCookie(response: Response, opened: { token: string; deviceToken: string }): void {
  const { token, deviceToken } = opened;
  setSessionToken(response, token);
  response.append(
    'Set-Cookie',
    stringifySetCookie({
      name: deviceCookieName,
      value: deviceToken,
      ...cookieOptions,
      maxAge: deviceSeconds,
    }),
  );
}

/** Of a session that goes on, by another token. */
export function setSessionToken(response: Response, token: string): void {
  const maxAge = sessionHours.absolute * 3600;
  response.append(
    'Set-Cookie',
    stringifySetCookie({ name: sessionCookieName, value: token, ...cookieOptions, maxAge }),
  );
}

/** Of a browser whose session ended elsewhere or by itself. */
export function clearEndedSession(request: Request, response: Response): void {
  if (sessionToken(request) !== undefined) clearSession(response);
}

/**
 * The browser keeps no session, and of what the person saw no copy (OWASP ASVS 5.0 §14.3.1). Its storage stays: all in
 * it is the person's choice about the keyboard, which they would have to make anew.
 */
export function clearSession(response: Response): void {
  response.set('Clear-Site-Data', '"cache"');
  response.append(
    'Set-Cookie',
    stringifySetCookie({ name: sessionCookieName, value: '', ...cookieOptions, maxAge: 0 }),
  );
}
