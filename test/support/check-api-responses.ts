import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { describeApi } from '../../server/http/openapi.ts';
import { routes } from '../../server/features.ts';

/** What a server in this process answered at an address of the API. */
export type ServedResponse = { method: string; path: string; status: number; type: string; text: string };

type Content = Record<string, { schema?: object }>;
type Operation = { responses: Record<string, { content?: Content }> };
type Description = {
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: object; responses: { Problem: { content: Content } } };
};

const description = describeApi(routes, 'https://localhost') as unknown as Description;
const ajv = new Ajv2020({ strict: false, allErrors: true });
formats.default(ajv);
ajv.addSchema({ $id: 'api', components: description.components });
const compiled = new Map<object, ValidateFunction>();
const shapes = Object.entries(description.paths)
  .map(([path, operations]) => ({
    // Express takes a slash at the end for none.
    form: new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}/?$`),
    operations,
  }))
  // An address without a name in it is meant before one with.
  .toSorted((a, b) => Number(a.form.source.includes('[^/]')) - Number(b.form.source.includes('[^/]')));

/** What is wrong with an answer by the description at /api/openapi.json, or undefined. */
export function findResponseFault({ method, path, status, type, text }: ServedResponse): string | undefined {
  const operations = shapes.find(({ form }) => form.test(path))?.operations;
  const declared = operations?.[method.toLowerCase()]?.responses[String(status)];
  const what = `${method} ${path} answered ${status} ${type}`;
  if (!declared && status < 400) return `${what}, which is not declared`;
  const content = declared ? declared.content : description.components.responses.Problem.content;
  if (!content) return text === '' ? undefined : `${what}, and its declared answer is empty`;
  const kind = content[type] ?? content['*/*'];
  if (!kind) return `${what}, declared is ${Object.keys(content).join(', ')}`;
  return kind.schema && findShapeFault(what, kind.schema, text);
}

function findShapeFault(what: string, schema: object, text: string): string | undefined {
  const check = compiled.get(schema) ?? ajv.compile(pointToComponents(schema));
  compiled.set(schema, check);
  return check(JSON.parse(text)) ? undefined : `${what}: ${ajv.errorsText(check.errors)}`;
}

function pointToComponents(schema: object): object {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/components', '"api#/components')) as object;
}

let faults: string[] = [];

/** The answers since it was last asked that the description does not foresee, one sentence each. */
export function drainResponseFaults(): string[] {
  const found = faults;
  faults = [];
  return found;
}

// Node itself tells of every request that a server of this process takes: no test can forget to look.
subscribe('http.server.request.start', (message) => {
  const { request, response } = message as { request: IncomingMessage; response: ServerResponse };
  const path = (request.url ?? '').split('?', 1)[0] ?? '';
  const method = request.method ?? '';
  // Express itself answers OPTIONS with the methods that there are.
  if (!path.startsWith('/api/') || method === 'HEAD' || method === 'OPTIONS') return;
  const end = response.end.bind(response) as (...rest: unknown[]) => ServerResponse;
  const pieces: string[] = [];
  response.end = ((...rest: unknown[]) => {
    const type = String(response.getHeader('content-type') ?? '').split(';', 1)[0] ?? '';
    if (typeof rest[0] === 'string' || Buffer.isBuffer(rest[0])) pieces.push(rest[0].toString());
    // Other servers of a test (a provider, a mail server) do not name their requests.
    const isOurs = response.hasHeader('x-request-id');
    const fault =
      isOurs && findResponseFault({ method, path, status: response.statusCode, type, text: pieces.join('') });
    if (fault) faults.push(fault);
    return end(...rest);
  }) as ServerResponse['end'];
});
