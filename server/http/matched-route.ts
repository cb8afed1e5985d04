import { Router, type Request, type RequestHandler, type Response } from 'express';
import type { FlaggedRoute } from './route-flags.ts';

/** Finds the route that a request is for, before any of its steps runs, so that the guards can read its flags. */
export function matchRoutes(routes: readonly FlaggedRoute[]): RequestHandler {
  const findRoute = createRouteFinder(routes);
  return (request, response, next) => {
    response.locals['matchedRoute'] = findRoute(request);
    next();
  };
}

/** Undefined for an address or method that there is not. */
export function matchedRoute(response: Response): FlaggedRoute | undefined {
  return response.locals['matchedRoute'] as FlaggedRoute | undefined;
}

/** What a router of Express lets a route's steps be registered by. */
type Routed = FlaggedRoute & { method: 'get' | 'post' | 'put' | 'delete' };

/**
 * Runs the steps of the route that `matchRoutes` found, without trying all the others before it. What none was found for
 * goes through all of them, so that Express answers it as ever: OPTIONS, or an address that cannot be decoded.
 */
export function routeRequests<R extends Routed>(
  routes: readonly R[],
  stepsOf: (route: R) => RequestHandler[],
): RequestHandler {
  const all = Router();
  const alone = new Map<FlaggedRoute, Router>();
  for (const route of routes) {
    const steps = stepsOf(route);
    const router = Router();
    for (const each of [all, router]) each[route.method](route.path, ...steps);
    alone.set(route, router);
  }
  const handler: RequestHandler = (request, response, next) => {
    const matched = matchedRoute(response);
    const router = matched ? alone.get(matched) : all;
    if (router) router(request, response, next);
    else next();
  };
  // As Express has it of a router, so that whoever walks what is mounted finds these as well.
  return Object.assign(handler, { stack: all.stack });
}

/** An address up to here: what may come next, and the first route of each method that ends here. */
type Branch = {
  fixed: Map<string, Branch>;
  parameter?: Branch;
  ends: Map<string, { place: number; route: FlaggedRoute }>;
};

/**
 * The first that fits, by the rules of Express: in any case of letters, with or without a slash at the end; HEAD is a
 * `get`. Segment by segment in a tree that is made once: trying two hundred patterns took longer than some answers.
 */
export function createRouteFinder(
  routes: readonly FlaggedRoute[],
): (request: Pick<Request, 'method' | 'path'>) => FlaggedRoute | undefined {
  const root = newBranch();
  for (const [place, route] of routes.entries()) {
    let branch = root;
    for (const segment of segmentsOf(route.path) ?? [])
      if (segment.startsWith(':')) branch = branch.parameter ??= newBranch();
      else {
        const next = branch.fixed.get(segment) ?? newBranch();
        branch.fixed.set(segment, next);
        branch = next;
      }
    if (!branch.ends.has(route.method)) branch.ends.set(route.method, { place, route });
  }
  return ({ method, path }) => {
    const segments = segmentsOf(path);
    if (!segments) return undefined;
    let branches = [root];
    for (const segment of segments)
      branches = branches.flatMap(({ fixed, parameter }) => {
        const next = fixed.get(segment);
        return [...(next ? [next] : []), ...(parameter && segment !== '' ? [parameter] : [])];
      });
    const wanted = method === 'HEAD' ? 'get' : method.toLowerCase();
    const found = branches.flatMap(({ ends }) => ends.get(wanted) ?? []);
    return found.toSorted((a, b) => a.place - b.place)[0]?.route;
  };
}

function newBranch(): Branch {
  return { fixed: new Map(), ends: new Map() };
}

/** In small letters, without one slash at the end; undefined for what is no path. */
function segmentsOf(path: string): string[] | undefined {
  const [beforeFirst, ...segments] = path.toLowerCase().split('/');
  if (beforeFirst !== '') return undefined;
  if (segments.at(-1) === '') segments.pop();
  return segments;
}
