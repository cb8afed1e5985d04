import express, { type Request, type RequestHandler, type Response, type Router } from 'express';
import type { z } from 'zod';
import type { App } from '../../core/app.ts';
import type { SignedIn } from '../../core/auth/signed-in.ts';
import { Problem } from '../../core/platform/errors.ts';
import { nameRoute } from './measure.ts';
import { requireSignIn, signedIn } from './session.ts';

/** What a handler works with, validated. */
export type Call<Query, Body> = {
  app: App;
  who: SignedIn;
  params: Record<string, string>;
  query: Query;
  body: Body;
  request: Request;
  response: Response;
};

/** `undefined`: the handler has answered by itself (streams). */
export type Answer = { status: number; body?: unknown } | undefined;

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
  takesFile?: boolean;
  answers: Record<number, { description: string; schema?: z.ZodType; mediaType?: string }>;
  handle: (call: Call<never, never>) => Promise<Answer>;
};

type RouteOf<Q extends z.ZodType, B extends z.ZodType> = Omit<Route, 'query' | 'body' | 'handle'> & {
  query?: Q;
  body?: B;
  handle: (call: Call<z.infer<Q>, z.infer<B>>) => Promise<Answer>;
};

/** Ties the types of a handler to its schemas. */
export function route<Q extends z.ZodType = z.ZodUndefined, B extends z.ZodType = z.ZodUndefined>(
  definition: RouteOf<Q, B>,
): Route {
  return definition as Route;
}

const jsonBody = express.json({ limit: '64kb', strict: true });

/** Puts routes on a router, each with authentication, validation and presentation around its handler. */
export function mount(router: Router, app: App, routes: readonly Route[]): void {
  for (const definition of routes) {
    const steps: RequestHandler[] = [nameRoute(definition.path)];
    if (definition.access === 'signed-in') steps.push(requireSignIn);
    if (definition.body) steps.push(requireJson, jsonBody);
    router[definition.method](definition.path, ...steps, async (request, response) => {
      const who = definition.access === 'public' ? (undefined as never) : signedIn(response);
      const params = request.params as Record<string, string>;
      const query = validate(definition.query, request.query, 'address') as never;
      const body = validate(definition.body, request.body, 'body') as never;
      present(response, await definition.handle({ app, who, params, query, body, request, response }));
    });
  }
}

function present(response: Response, answer: Answer): void {
  if (!answer) return;
  response.status(answer.status);
  if (answer.body === undefined) response.end();
  else response.json(answer.body);
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

function validate(schema: z.ZodType | undefined, value: unknown, where: 'address' | 'body'): unknown {
  if (!schema) return undefined;
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues
    .slice(0, 10)
    .map((issue) => `${issue.path.join('.') || where}: ${issue.message}`);
  throw new Problem('invalid-request', `The ${where} is not as it should be: ${faults.join('; ')}.`);
}
