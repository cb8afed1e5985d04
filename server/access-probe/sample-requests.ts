import type { FlaggedRoute } from '../http/route-flags.ts';
import type { AnySample, ProbeSubject } from '../http/sample-request.ts';

/** A route that is about a matter or something in it, and can be asked about one. */
export type SampledRoute = FlaggedRoute & { sample: Exclude<AnySample, string> };

/** Those of the routes that say with which request they are asked about a matter. */
export function listSampledRoutes(routes: readonly FlaggedRoute[]): SampledRoute[] {
  return routes.filter((route): route is SampledRoute => typeof route.sample === 'function');
}

/** How a route is named in reports: `get /api/matters/:id`. */
export function routeName({ method, path }: FlaggedRoute): string {
  return `${method} ${path}`;
}

type SampleInit = Omit<RequestInit, 'headers'> & { headers: Record<string, string> };

/** The request that asks a route about a subject. */
export function buildSampleRequest(
  { method, path, sample }: SampledRoute,
  subject: ProbeSubject,
): { address: string; init: SampleInit } {
  const { params = {}, query = '', json, form, file } = sample(subject);
  return {
    address: path.replaceAll(/:(\w+)/g, (_, name: string) => params[name] ?? '') + query,
    init: {
      method: method.toUpperCase(),
      headers: json === undefined ? {} : { 'content-type': 'application/json' },
      ...(json !== undefined && { body: JSON.stringify(json) }),
      ...(form && { body: new URLSearchParams(form) }),
      ...(file && { body: buildEmptyFile() }),
    },
  };
}

function buildEmptyFile(): FormData {
  const form = new FormData();
  form.append('file', new Blob([]), 'empty.txt');
  return form;
}
