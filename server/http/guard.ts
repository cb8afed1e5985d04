import type { RequestHandler } from 'express';
import helmet from 'helmet';
import type { App } from '../../core/app.ts';
import { Problem } from '../../core/platform/errors.ts';
import { maybeSignedIn } from './session.ts';

/** Strict from the start: no inline script or style anywhere, so the policy has no exceptions (DESIGN.md §8). */
export function securityHeaders(): RequestHandler {
  const self = ["'self'"];
  return helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: self,
        styleSrc: self,
        fontSrc: self,
        connectSrc: self,
        workerSrc: self,
        imgSrc: ["'self'", 'blob:', 'data:'],
        manifestSrc: self,
        formAction: self,
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
      },
    },
    crossOriginEmbedderPolicy: { policy: 'require-corp' },
    referrerPolicy: { policy: 'no-referrer' },
    strictTransportSecurity: { maxAge: 63_072_000, includeSubDomains: false },
    xFrameOptions: { action: 'deny' },
  });
}

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses acts that another site's page made a browser send along with the person's cookie: browsers say where a
 * request comes from (Fetch Metadata, `Sec-Fetch-Site`), older ones at least `Origin`. Programs send neither, and no cookie of a browser.
 */
export function refuseCrossSite(app: App): RequestHandler {
  const origins = new Set([
    app.config.origin,
    ...app.config.hosts.map((host) => withHost(app.config.origin, host)),
  ]);
  return (request, _response, next) => {
    if (safeMethods.has(request.method)) return next();
    const site = request.get('sec-fetch-site');
    const origin = request.get('origin');
    const isForeign =
      site === undefined
        ? origin !== undefined && !origins.has(origin)
        : site !== 'same-origin' && site !== 'none';
    if (isForeign)
      throw new Problem(
        'cross-site',
        'This request came from another site, so nothing was done. Open Strongroom itself and try there.',
      );
    next();
  };
}

/** A key that only reads changes nothing, whatever its person may do. */
export function refuseBeyondKey(): RequestHandler {
  return (request, response, next) => {
    if (safeMethods.has(request.method) || !maybeSignedIn(response)?.key?.readOnly) return next();
    throw new Problem(
      'not-allowed',
      'This API key only reads. Make another one for programs that change something.',
    );
  };
}

/** All that somebody can do who is to set up a second factor first. */
const settingUp =
  /^\/(account\/(second-factor|passkeys)|confirm(\/(passkey|single-sign-on))?|single-sign-on(\/back)?|sign-out|api\/(session(\/confirm(\/question)?)?|second-factor(\/setup)?|passkeys(\/question)?))$/;

/** Where the firm asks for a second factor, a password alone opens only the way to set one up. */
export function refuseUntilSetUp(): RequestHandler {
  return (request, response, next) => {
    if (!maybeSignedIn(response)?.mustSetUp || settingUp.test(request.path)) return next();
    throw new Problem(
      'set-up-first',
      'Your firm asks everybody for a passkey or an authenticator app. Set yours up first, under your account.',
    );
  };
}

function withHost(origin: string, host: string): string {
  const url = new URL(origin);
  url.hostname = host;
  return url.origin;
}

/** What a person may see is nobody else's to keep: no cache on the way, none in the browser. */
export function forbidCaching(): RequestHandler {
  return (_request, response, next) => {
    response.set('Cache-Control', 'no-store');
    next();
  };
}
