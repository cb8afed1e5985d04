import { type Request, type RequestHandler, type Response } from 'express';
import type { z } from 'zod';
import type { App } from '../../core/app.ts';
import type { Actor } from '../../core/actor.ts';
import type { Proof } from '../../core/access/policy.ts';
import { Problem } from '../../core/platform/errors.ts';
import { describeFaults } from './describe-faults.ts';
import { routeRequests } from './matched-route.ts';
import { setRouteLabel } from './measure-requests.ts';
import { jsonBody, refuseUnstorableText } from './refuse-unstorable-text.ts';
import type { PathParams } from './path-params.ts';
import type { RouteFlags, SampleFlag } from './route-flags.ts';
import type { AnySample } from './sample-request.ts';
import { requireRouteProof } from './guard.ts';
import { requireSignIn, getActor } from './session.ts';

/** What a handler works with, validated; `params` by the names in the path. */
export type RouteRequest<Params, Query, Body> = {
  app: App;
  actor: Actor;
  params: Params;
  query: Query;
  body: Body;
  request: Request;
  response: Response;
};

/** `undefined`: the handler has answered by itself (streams). */
export type RouteResult = { status: number; body?: unknown } | undefined;

type RouteBase = RouteFlags & {
  method: 'get' | 'post' | 'put' | 'delete';
  path: string;
  summary: string;
  access: 'public' | 'signed-in';
  query?: z.ZodType;
  body?: z.ZodType;
  /** The body is the file itself, or a form with one. */
  acceptsFile?: boolean;
  /** `Idempotency-Key` is understood. */
  takesIdempotencyKey?: boolean;
  /** Fields of the address whose text the act makes fit to keep; in all others what cannot be kept is refused. */
  cleans?: readonly string[];
  responses: Record<number, { description: string; schema?: z.ZodType; mediaType?: string }>;
};

/**
 * One address of the API. The schemas validate, and the description at /api/openapi.json is made of the same ones. Its flags say what else
 * holds at this address and are kept nowhere else: `duringSetup` and `inReadOnlyCopy` open it where all others are shut, `sample` is how
 * the access probe asks it about a matter, `discloses` who is told of one that they do not see (route-flags.ts).
 * Every handler reads: authenticate (`access`), validate (the schemas), authorize and act (one call of core), present.
 */
export type Route = RouteBase & {
  sample?: AnySample;
  handle: (call: RouteRequest<never, never, never>) => Promise<RouteResult>;
};

type TypedRoute<M extends Route['method'], P extends string, Q extends z.ZodType, B extends z.ZodType> = Omit<
  RouteBase,
  'method' | 'path' | 'query' | 'body' | 'access' | 'needsProof'
> & {
  method: M;
  path: P;
  query?: Q;
  body?: B;
  handle: (call: RouteRequest<PathParams<P>, z.infer<Q>, z.infer<B>>) => Promise<RouteResult>;
} & SampleFlag<M, P> &
  AccessFlags;

/** Whoever is not signed in proves nothing. */
type AccessFlags = { access: 'signed-in'; needsProof: Proof } | { access: 'public'; needsProof: 'none' };

/** Ties the types of a handler to its path and its schemas. */
export function route<
  M extends Route['method'],
  P extends string,
  Q extends z.ZodType = z.ZodUndefined,
  B extends z.ZodType = z.ZodUndefined,
>(definition: TypedRoute<M, P, Q, B>): Route {
  return definition as unknown as Route;
}

/** These routes, each with authentication, validation and presentation around its handler. */
export function createApiRouter(app: App, routes: readonly Route[]): RequestHandler {
  return routeRequests(routes, (apiRoute) => {
    const steps: RequestHandler[] = [setRouteLabel(apiRoute.path)];
    if (apiRoute.access === 'signed-in') steps.push(requireSignIn, requireRouteProof(app, apiRoute));
    if (apiRoute.body) steps.push(requireJson, jsonBody);
    steps.push(refuseUnstorableText(apiRoute.cleans));
    steps.push(async (request, response) => {
      const actor = apiRoute.access === 'public' ? (undefined as never) : getActor(response);
      const params = request.params as never;
      const query = validate(apiRoute.query, request.query, 'address') as never;
      const body = validate(apiRoute.body, request.body, 'body') as never;
      sendRouteResult(
        response,
        await apiRoute.handle({ app, actor, params, query, body, request, response }),
      );
    });
    return steps;
  });
}

function sendRouteResult(response: Response, result: RouteResult): void {
  if (!result) return;
  response.status(result.status);
  if (result.body === undefined) response.end();
  else response.json(result.body);
}

const requireJson: RequestHandler = (request, _response, next) => {
  if (!request.is('application/json')) {
    throw new Problem(
      'unsupported-body',
      'This address takes JSON. Send the body with Content-Type: application/json.',
    );
  }
  next();
};

function validate(schema: z.ZodType | undefined, value: unknown, location: 'address' | 'body'): unknown {
  if (!schema) return undefined;
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const faults = describeFaults(parsed.error, location);
  throw new Problem('invalid-request', `The ${location} is not as it should be: ${faults}.`);
}
