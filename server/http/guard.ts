import type { RequestHandler } from 'express';
import helmet from 'helmet';
import { parse as parseHostName } from 'tldts';
import type { App } from '../../core/app.ts';
import { authorizeAddress } from '../../core/access/authorize.ts';
import { Problem } from '../../core/platform/errors.ts';
import { matchedRoute } from './matched-route.ts';
import type { FlaggedRoute } from './route-flags.ts';
import { findActor, getActor } from './session.ts';

/** Strict from the start: no inline script or style anywhere, so the policy has no exceptions. */
export function securityHeaders(): RequestHandler {
  const self = ["'self'"];
  const others = helmet({
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
        // No script turns text into markup or code but as server/browser/trusted-policy.ts says.
        requireTrustedTypesFor: ["'script'"],
        trustedTypes: ['strongroom', 'default'],
      },
    },
    crossOriginEmbedderPolicy: { policy: 'require-corp' },
    referrerPolicy: { policy: 'no-referrer' },
    strictTransportSecurity: false,
    xFrameOptions: { action: 'deny' },
  });
  return (request, response, next) => {
    const { subdomain } = parseHostName(request.hostname ?? '', { allowPrivateDomains: true });
    // Below a name of its own nothing else lives; below the firm's whole domain its other sites do.
    const scope = subdomain ? '; includeSubDomains' : '';
    response.set('Strict-Transport-Security', `max-age=63072000${scope}`);
    others(request, response, next);
  };
}

const readMethods = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Whether a request only reads, by its method (RFC 9110 §9.2.1). */
export function isReadMethod(method: string): boolean {
  return readMethods.has(method);
}

/**
 * Refuses acts that another site's page made a browser send along with the person's cookie: browsers say where a
 * request comes from (Fetch Metadata, `Sec-Fetch-Site`), older ones at least `Origin`. Programs send neither, and no cookie of a browser.
 */
export function refuseCrossSite(app: App): RequestHandler {
  const origins = new Set([
    app.config.origin,
    ...app.config.hosts.map((host) => originWithHost(app.config.origin, host)),
  ]);
  return (request, _response, next) => {
    if (isReadMethod(request.method)) return next();
    const fetchSite = request.get('sec-fetch-site');
    const origin = request.get('origin');
    const isCrossSite =
      fetchSite === undefined
        ? origin !== undefined && !origins.has(origin)
        : fetchSite !== 'same-origin' && fetchSite !== 'none';
    if (isCrossSite)
      throw new Problem(
        'cross-site',
        'This request came from another site, so nothing was done. Open Strongroom itself and try there.',
      );
    next();
  };
}

/** A key that only reads changes nothing, whatever its person may do. */
export function refuseReadOnlyKeyWrites(): RequestHandler {
  return (request, response, next) => {
    if (isReadMethod(request.method) || !findActor(response)?.key?.readOnly) return next();
    throw new Problem(
      'not-allowed',
      'This API key only reads. Make another one for programs that change something.',
    );
  };
}

/** A key that was made for one thing comes to the routes of its scope, whoever its person is, and to no other. */
export function refuseOtherScopes(): RequestHandler {
  return (_request, response, next) => {
    const scope = findActor(response)?.key?.scope ?? null;
    if (scope === null || matchedRoute(response)?.keyScope === scope) return next();
    throw new Problem(
      'not-allowed',
      `This API key is for "${scope}" alone. Make another one for programs that do something else.`,
    );
  };
}

/** Asks whoever is signed in for the proof that the route needs, before its form or file is looked at. */
export function requireRouteProof(app: App, route: FlaggedRoute): RequestHandler {
  return async (_request, response, next) => {
    await authorizeAddress(app, getActor(response), route);
    next();
  };
}

/** Where the firm asks for a second factor, a password alone opens only the way to set one up (`duringSetup` of a route). */
export function requireSecondFactorSetup(): RequestHandler {
  return (_request, response, next) => {
    if (!findActor(response)?.mustSetUp || matchedRoute(response)?.duringSetup) return next();
    throw new Problem(
      'set-up-first',
      'Your firm asks everybody for a passkey or an authenticator app. Set yours up first, under your account.',
    );
  };
}

function originWithHost(origin: string, host: string): string {
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
