import express, { type Request, type RequestHandler, type Response, type Router } from 'express';
import type { VNode } from 'preact';
import type { z } from 'zod';
import type { App } from '../../core/app.ts';
import type { Actor } from '../../core/actor.ts';
import { Problem, problems } from '../../core/platform/errors.ts';
import { checkFormToken } from './form-token.ts';
import { setRouteLabel } from './measure-requests.ts';
import { findActor, requireSignIn, getActor } from './session.ts';
import { sendPage } from './send-page.ts';

/** What a page's handler works with. */
export type PageRequest = { app: App; actor: Actor; id: string; request: Request; response: Response };
export type PublicPageRequest = Omit<PageRequest, 'actor'> & { actor: Actor | undefined };

/** One address of the pages. `reads`: the fields of a small form, or an upload that the handler takes by itself. */
export type PageRoute = { method: 'get' | 'post'; path: string; body?: 'form' | 'upload' } & (
  | { access: 'signed-in'; handle: (visit: PageRequest) => Promise<void> }
  | { access: 'public'; handle: (visit: PublicPageRequest) => Promise<void> }
);

const formBody = express.urlencoded({ extended: false, limit: '64kb' });

/**
 * Puts the addresses on a router. Whoever is not signed in is led to the sign-in and back (error.ts); whatever is posted must come from a
 * form of ours, an upload before its first byte is taken.
 */
export function mountPages(router: Router, app: App, pageRoutes: readonly PageRoute[]): void {
  for (const pageRoute of pageRoutes) {
    const steps: RequestHandler[] = [setRouteLabel(pageRoute.path)];
    if (pageRoute.access === 'signed-in') steps.push(requireSignIn);
    if (pageRoute.method === 'post' && pageRoute.body !== 'upload') steps.push(formBody);
    if (pageRoute.method === 'post') steps.push(checkFormToken);
    router[pageRoute.method](pageRoute.path, ...steps, async (request, response) => {
      const id = String(request.params['id'] ?? '');
      if (pageRoute.access === 'public')
        await pageRoute.handle({ app, id, request, response, actor: findActor(response) });
      else await pageRoute.handle({ app, id, request, response, actor: getActor(response) });
    });
  }
}

/** A value of the address, once; whatever else was sent counts as nothing. */
export function queryValue(request: Request, name: string): string {
  const value = request.query[name];
  return typeof value === 'string' ? value : '';
}

/** What a form sent, checked. @throws Problem `invalid-request` with every fault in a sentence. */
export function parseForm<S extends z.ZodType>(request: Request, schema: S): z.infer<S> {
  return parseFields(request.body ?? {}, schema);
}

/** The same for fields that stand in the address. @throws Problem `invalid-request` */
export function parseFields<S extends z.ZodType>(fields: unknown, schema: S): z.infer<S> {
  const parsed = schema.safeParse(fields);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.slice(0, 5).map((issue) => `${issue.path.join(' ')}: ${issue.message}`);
  throw new Problem('invalid-request', `The form is not as it should be. ${faults.join('; ')}.`);
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
      error.type === 'confirm-first'
    )
      throw error;
    return {
      detail: error.message,
      status: problems[error.type].status,
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
