import express, { type Request, type RequestHandler, type Response, type Router } from 'express';
import type { z } from 'zod';
import type { App } from '../../core/app.ts';
import type { Actor } from '../../core/actor.ts';
import { Problem } from '../../core/platform/errors.ts';
import { setRouteLabel } from './measure-requests.ts';
import { requireSignIn, getActor } from './session.ts';

/** What a handler works with, validated. */
export type RouteRequest<Query, Body> = {
  app: App;
  actor: Actor;
  params: Record<string, string>;
  query: Query;
  body: Body;
  request: Request;
  response: Response;
};

/** `undefined`: the handler has answered by itself (streams). */
export type RouteResult = { status: number; body?: unknown } | undefined;

/**
 * One address of the API. The schemas validate, and the description at /api/openapi.json is made of the same ones.
 * Every handler reads: authenticate (`access`), validate (the schemas), authorize and act (one call of core), present.
 */
export type Route = {
  method: 'get' | 'post' | 'put' | 'delete';
  path: string;
  summary: string;
  access: 'public' | 'signed-in';
  query?: z.ZodType;
  body?: z.ZodType;
  /** The body is the file itself, or a form with one. */
  acceptsFile?: boolean;
  responses: Record<number, { description: string; schema?: z.ZodType; mediaType?: string }>;
  handle: (call: RouteRequest<never, never>) => Promise<RouteResult>;
};

type TypedRoute<Q extends z.ZodType, B extends z.ZodType> = Omit<Route, 'query' | 'body' | 'handle'> & {
  query?: Q;
  body?: B;
  handle: (call: RouteRequest<z.infer<Q>, z.infer<B>>) => Promise<RouteResult>;
};

/** Ties the types of a handler to its schemas. */
export function route<Q extends z.ZodType = z.ZodUndefined, B extends z.ZodType = z.ZodUndefined>(
  definition: TypedRoute<Q, B>,
): Route {
  return definition as Route;
}

const jsonBody = express.json({ limit: '64kb', strict: true });

/** Puts routes on a router, each with authentication, validation and presentation around its handler. */
export function mountRoutes(router: Router, app: App, routes: readonly Route[]): void {
  for (const apiRoute of routes) {
    const steps: RequestHandler[] = [setRouteLabel(apiRoute.path)];
    if (apiRoute.access === 'signed-in') steps.push(requireSignIn);
    if (apiRoute.body) steps.push(requireJson, jsonBody);
    router[apiRoute.method](apiRoute.path, ...steps, async (request, response) => {
      const actor = apiRoute.access === 'public' ? (undefined as never) : getActor(response);
      const params = request.params as Record<string, string>;
      const query = validate(apiRoute.query, request.query, 'address') as never;
      const body = validate(apiRoute.body, request.body, 'body') as never;
      sendRouteResult(
        response,
        await apiRoute.handle({ app, actor, params, query, body, request, response }),
      );
    });
  }
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
  const faults = parsed.error.issues
    .slice(0, 10)
    .map((issue) => `${issue.path.join('.') || location}: ${issue.message}`);
  throw new Problem('invalid-request', `The ${location} is not as it should be: ${faults.join('; ')}.`);
}
