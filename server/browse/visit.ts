import express, { type Request, type RequestHandler, type Response, type Router } from 'express';
import type { VNode } from 'preact';
import type { z } from 'zod';
import type { App } from '../../core/app.ts';
import type { SignedIn } from '../../core/auth/signed-in.ts';
import { Problem, problems } from '../../core/platform/errors.ts';
import { checkFormToken } from '../http/form-token.ts';
import { nameRoute } from '../http/measure.ts';
import { maybeSignedIn, requireSignIn, signedIn } from '../http/session.ts';
import { sendPage } from './send-page.ts';

/** What a page's handler works with. */
export type Visit = { app: App; who: SignedIn; id: string; request: Request; response: Response };
export type PublicVisit = Omit<Visit, 'who'> & { who: SignedIn | undefined };

/** One address of the pages. `reads`: the fields of a small form, or an upload that the handler takes by itself. */
export type Place = { method: 'get' | 'post'; path: string; reads?: 'form' | 'upload' } & (
  | { access: 'signed-in'; handle: (visit: Visit) => Promise<void> }
  | { access: 'public'; handle: (visit: PublicVisit) => Promise<void> }
);

const readsForm = express.urlencoded({ extended: false, limit: '64kb' });

/**
 * Puts the addresses on a router. Whoever is not signed in is led to the sign-in and back (error.ts); whatever is posted must come from a
 * form of ours, an upload before its first byte is taken.
 */
export function mountPlaces(router: Router, app: App, places: readonly Place[]): void {
  for (const place of places) {
    const steps: RequestHandler[] = [nameRoute(place.path)];
    if (place.access === 'signed-in') steps.push(requireSignIn);
    if (place.method === 'post' && place.reads !== 'upload') steps.push(readsForm);
    if (place.method === 'post') steps.push(checkFormToken);
    router[place.method](place.path, ...steps, async (request, response) => {
      const id = String(request.params['id'] ?? '');
      if (place.access === 'public')
        await place.handle({ app, id, request, response, who: maybeSignedIn(response) });
      else await place.handle({ app, id, request, response, who: signedIn(response) });
    });
  }
}

/** A value of the address, once; whatever else was sent counts as nothing. */
export function asked(request: Request, name: string): string {
  const value = request.query[name];
  return typeof value === 'string' ? value : '';
}

/** What a form sent, checked. @throws Problem `invalid-request` with every fault in a sentence. */
export function readForm<S extends z.ZodType>(request: Request, schema: S): z.infer<S> {
  return readFields(request.body ?? {}, schema);
}

/** The same for fields that stand in the address. @throws Problem `invalid-request` */
export function readFields<S extends z.ZodType>(fields: unknown, schema: S): z.infer<S> {
  const parsed = schema.safeParse(fields);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.slice(0, 5).map((issue) => `${issue.path.join(' ')}: ${issue.message}`);
  throw new Problem('invalid-request', `The form is not as it should be. ${faults.join('; ')}.`);
}

export type Refusal = { detail: string; status: number; problem: Problem };

/** Runs an act; a refusal comes back as a sentence to show beside the form, what is not the person's doing goes on. */
export async function refusalOf(act: () => Promise<void>): Promise<Refusal | undefined> {
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
      problem: error,
    };
  }
}

/** Draws a page again with what was refused on it. */
export function sendRefusal<P>(response: Response, view: VNode<P>, refusal: Refusal): void {
  const { retryAfter } = refusal.problem;
  if (retryAfter !== undefined) response.set('Retry-After', String(retryAfter));
  sendPage(response, view, refusal.status);
}

/** After an act a browser is sent on with GET, so that reloading does not repeat it. */
export function sendOn(response: Response, to: string): void {
  response.redirect(303, to);
}
