import { doubleCsrf } from 'csrf-csrf';
import { parseCookie } from 'cookie';
import type { Request, RequestHandler, Response } from 'express';
import type { App } from '../../core/app.ts';
import { Problem } from '../../core/platform/errors.ts';
import { deriveKey } from '../../core/platform/encryption.ts';
import { findActor } from './session.ts';

/** The field of a form, and of an address where a form's body is an upload, in which the token comes back. */
const formTokenFieldName = 'formToken';

/**
 * Every form of the pages carries a token that only a page of ours could have given this browser (docs/decisions/0025). It is bound to the
 * session, and before that to the browser alone; `__Host-` keeps anybody else from planting the cookie it is compared with.
 */
export function provideFormTokens({ config }: Pick<App, 'config'>): RequestHandler {
  const key = deriveKey(config.sealingKey, 'form tokens').toString('base64');
  const tokens = doubleCsrf({
    getSecret: () => key,
    getSessionIdentifier: sessionIdentifier,
    cookieName: '__Host-form',
    cookieOptions: { sameSite: 'lax' },
    size: 16,
    getCsrfTokenFromRequest: submittedToken,
  });
  return (request, response, next) => {
    request.cookies = parseCookie(request.get('cookie') ?? '');
    let made: string | undefined;
    const formTokens: FormTokens = {
      // One for all forms of a page: each making sets the cookie once more.
      create: () => (made ??= tokens.generateCsrfToken(request, response)),
      isValid: () => tokens.validateRequest(request),
    };
    response.locals['formTokens'] = formTokens;
    next();
  };
}

type FormTokens = { create: () => string; isValid: () => boolean };

/** The token for the forms of the page this answer is. Sets its cookie, so it is called before anything is sent. */
export function formToken(response: Response): string {
  return (response.locals['formTokens'] as FormTokens | undefined)?.create() ?? '';
}

/** Lets nothing by that was not sent from a form of ours. What comes after does not see the token. @throws Problem `old-form` */
export const checkFormToken: RequestHandler = (request, response, next) => {
  if (!(response.locals['formTokens'] as FormTokens | undefined)?.isValid())
    throw new Problem(
      'old-form',
      'This form is old, so nothing was done: you signed in or out since it was opened, or the browser keeps no cookies. Open the page again and send it once more.',
    );
  delete bodyFields(request)[formTokenFieldName];
  next();
};

function sessionIdentifier(request: Request): string {
  const actor = request.res && findActor(request.res);
  return actor?.sessionId ?? actor?.person.id ?? 'nobody';
}

function submittedToken(request: Request): string | undefined {
  const token =
    request.get('x-form-token') ??
    request.query[formTokenFieldName] ??
    bodyFields(request)[formTokenFieldName];
  return typeof token === 'string' ? token : undefined;
}

/** Express leaves no body where nothing was sent. */
function bodyFields(request: Request): Record<string, unknown> {
  return (request.body ?? {}) as Record<string, unknown>;
}
