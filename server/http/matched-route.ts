import type { Request, RequestHandler, Response } from 'express';
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

/** The first that fits, by the rules of Express: in any case of letters, with or without a slash at the end; HEAD is a `get`. */
export function createRouteFinder(
  routes: readonly FlaggedRoute[],
): (request: Pick<Request, 'method' | 'path'>) => FlaggedRoute | undefined {
  const patterns = routes.map((route) => ({ route, pattern: patternOf(route.path) }));
  return ({ method, path }) => {
    const wanted = method === 'HEAD' ? 'get' : method.toLowerCase();
    return patterns.find(({ route, pattern }) => route.method === wanted && pattern.test(path))?.route;
  };
}

function patternOf(path: string): RegExp {
  const source = path.replaceAll('.', '\\.').replaceAll(/:\w+/g, '[^/]+');
  return new RegExp(`^${source === '/' ? '' : source}/?$`, 'i');
}
