import { type Request, type RequestHandler, type Response } from 'express';
import type { VNode } from 'preact';
import type { z } from 'zod';
import type { App } from '../../core/app.ts';
import type { Actor } from '../../core/actor.ts';
import type { Proof } from '../../core/access/policy.ts';
import { Problem } from '../../core/platform/errors.ts';
import { loadOpenNotices } from './account-notices.ts';
import { describeFaults } from './describe-faults.ts';
import { checkFormToken } from './form-token.ts';
import { routeRequests } from './matched-route.ts';
import { setRouteLabel } from './measure-requests.ts';
import type { PathParams } from './path-params.ts';
import { problemStatuses } from './problems.ts';
import { formBody, refuseUnstorableText } from './refuse-unstorable-text.ts';
import type { RouteFlags, SampleFlag } from './route-flags.ts';
import type { AnySample } from './sample-request.ts';
import { requireRouteProof } from './guard.ts';
import { findActor, requireSignIn, getActor } from './session.ts';
import { sendPage } from './send-page.ts';

/** What a page's handler works with; `Params` are those that its path names. */
export type PageRequest<Params extends object = object> = {
  app: App;
  actor: Actor;
  params: Params;
  request: Request;
  response: Response;
};
export type PublicPageRequest<Params extends object = object> = Omit<PageRequest<Params>, 'actor'> & {
  actor: Actor | undefined;
};

type PageRouteBase = RouteFlags & {
  method: 'get' | 'post';
  path: string;
  access: 'signed-in' | 'public';
  /** The fields of a small form, or an upload that the handler takes by itself. */
  body?: 'form' | 'upload';
};

/**
 * One address of the pages. Its flags say what else holds at this address and are kept nowhere else: those of the API's routes (route.ts),
 * and `confirmReturnsTo`, the page to which somebody comes back who must first confirm that it is they. A `get` is that page itself; every
 * form of somebody signed in names the one it stands on, since its own address cannot be opened.
 */
export type PageRoute = PageRouteBase & {
  sample?: AnySample;
  confirmReturnsTo?: (params: never) => string;
  handle: (pageRequest: never) => Promise<void>;
};

/** Forms are for people in a browser: no program sends one with a key. */
type SignedInPageRoute<M extends PageRoute['method'], P extends string> = {
  access: 'signed-in';
  needsProof: M extends 'post' ? Exclude<Proof, 'none'> : Proof;
  handle: (pageRequest: PageRequest<PathParams<P>>) => Promise<void>;
} & (M extends 'post' ? { confirmReturnsTo: (params: PathParams<P>) => string } : unknown);

type PublicPageRoute<P extends string> = {
  access: 'public';
  needsProof: 'none';
  handle: (pageRequest: PublicPageRequest<PathParams<P>>) => Promise<void>;
};

type TypedPageRoute<M extends PageRoute['method'], P extends string> = Omit<
  PageRouteBase,
  'method' | 'path' | 'access' | 'needsProof'
> & { method: M; path: P } & (SignedInPageRoute<M, P> | PublicPageRoute<P>) &
  SampleFlag<M, P>;

/** Ties the types of a page's handler and its flags to its path. */
export function pageRoute<M extends PageRoute['method'], P extends string>(
  definition: TypedPageRoute<M, P>,
): PageRoute {
  return definition as unknown as PageRoute;
}

/**
 * These pages. Whoever is not signed in is led to the sign-in and back (send-problem-page.ts); whatever is posted must
 * come from a form of ours, an upload before its first byte is taken.
 */
export function createPageRouter(app: App, pageRoutes: readonly PageRoute[]): RequestHandler {
  return routeRequests(pageRoutes, (page) => {
    const steps: RequestHandler[] = [setRouteLabel(page.path), rememberReturnPath(page)];
    if (page.access === 'signed-in') steps.push(requireSignIn, requireRouteProof(app, page));
    if (page.method === 'post' && page.body !== 'upload') steps.push(formBody);
    if (page.method === 'post') steps.push(checkFormToken);
    steps.push(refuseUnstorableText());
    // Nothing is asked of the database for what is refused anyway.
    if (page.access === 'signed-in') steps.push(loadOpenNotices(app));
    steps.push(async (request, response) => {
      const actor = page.access === 'public' ? findActor(response) : getActor(response);
      await page.handle({ app, actor, params: request.params, request, response } as never);
    });
    return steps;
  });
}

function rememberReturnPath({ method, confirmReturnsTo }: PageRoute): RequestHandler {
  return (request, response, next) => {
    const params = Object.entries(request.params).map(([name, value]) => [
      name,
      encodeURIComponent(String(value)),
    ]);
    const page = confirmReturnsTo?.(Object.fromEntries(params) as never);
    response.locals['confirmReturnPath'] = method === 'get' ? request.originalUrl : page;
    next();
  };
}

/** The page to which somebody comes back who must first confirm that it is they. */
export function confirmReturnPath(response: Response): string {
  return (response.locals['confirmReturnPath'] as string | undefined) ?? '/';
}

/** A value of the address, once; whatever else was sent counts as nothing. */
export function queryValue(request: Request, name: string): string {
  const value = request.query[name];
  return typeof value === 'string' ? value : '';
}

/** The same, where what is left empty is not chosen. */
export function optionalQueryValue(request: Request, name: string): string | undefined {
  return queryValue(request, name) || undefined;
}

/** What a form sent, checked. @throws Problem `invalid-request` with every fault in a sentence. */
export function parseForm<S extends z.ZodType>(request: Request, schema: S): z.infer<S> {
  return parseFields(request.body ?? {}, schema);
}

/** The same for fields that stand in the address. @throws Problem `invalid-request` */
export function parseFields<S extends z.ZodType>(fields: unknown, schema: S): z.infer<S> {
  const parsed = schema.safeParse(fields);
  if (parsed.success) return parsed.data;
  throw new Problem(
    'invalid-request',
    `The form is not as it should be. ${describeFaults(parsed.error, 'form')}.`,
  );
}

export type FormProblem = { detail: string; status: number; cause: Problem };

/** Runs an act; a refusal comes back as a sentence to show beside the form, what is not the person's doing goes on. */
export async function problemFrom(act: () => Promise<void>): Promise<FormProblem | undefined> {
  try {
    await act();
    return undefined;
  } catch (error) {
    if (
      !(error instanceof Problem) ||
      error.type === 'not-found' ||
      error.type === 'not-signed-in' ||
      error.type === 'confirm-first' ||
      error.type === 'own-password-first'
    )
      throw error;
    return {
      detail: error.message,
      status: problemStatuses[error.type],
      cause: error,
    };
  }
}

/** Draws a page again with what was refused on it. */
export function sendFormProblem<P>(response: Response, view: VNode<P>, problem: FormProblem): void {
  const { retryAfter } = problem.cause;
  if (retryAfter !== undefined) response.set('Retry-After', String(retryAfter));
  sendPage(response, view, problem.status);
}

/** After an act a browser is sent on with GET, so that reloading does not repeat it. */
export function redirectTo(response: Response, to: string): void {
  response.redirect(303, to);
}
