import { Parser } from 'htmlparser2';
import { pageRoutes, routes } from '../../../server/features.ts';
import { describeApi } from '../../../server/http/openapi.ts';
import type { JsonSchema, Operation } from './operation.ts';

type Described = {
  parameters?: { name: string; in: string; schema: JsonSchema }[];
  requestBody?: { content: Record<string, { schema?: JsonSchema }> };
};
type Description = {
  paths: Record<string, Record<string, Described>>;
  components: { schemas: Record<string, JsonSchema> };
};

const description = describeApi(routes, 'https://localhost') as unknown as Description;

/** A schema that others point at. */
export function lookUpSchema(reference: string): JsonSchema {
  return description.components.schemas[reference.split('/').at(-1) ?? ''] ?? {};
}

/** Every operation of /api/openapi.json, as that document describes it. */
export function listApiOperations(): Operation[] {
  return Object.entries(description.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { parameters = [], requestBody }]) => {
      const schema = requestBody?.content['application/json']?.schema;
      const query = parameters.filter((parameter) => parameter.in === 'query');
      return {
        method,
        path: path.replaceAll(/\{(\w+)\}/g, ':$1'),
        query: Object.fromEntries(query.map((parameter) => [parameter.name, parameter.schema])),
        body: schema ? { kind: 'json', schema } : requestBody && { kind: 'file' },
      } satisfies Operation;
    }),
  );
}

/** Every page, with the fields of the forms that stand on those that were read. */
export function listPageOperations(forms: ReadonlyMap<string, ReadonlySet<string>>): Operation[] {
  const fields = [...new Set([...forms.values()].flatMap((names) => [...names]))];
  const query = Object.fromEntries(
    ['cursor', 'q', 'matter', 'from', 'to', 'person', 'event', 'next', ...fields].map((name) => [name, {}]),
  );
  return pageRoutes.map(({ method, path, body }): Operation => {
    const address = new RegExp(`^${path.replaceAll(/:\w+/g, '[^/]+')}$`);
    const own = [...forms].filter(([action]) => address.test(action)).flatMap(([, names]) => [...names]);
    const found = [...new Set(own)];
    if (method === 'get') return { method, path, query, body: undefined };
    if (body === 'upload') return { method, path, query: {}, body: { kind: 'file' } };
    return { method, path, query: {}, body: { kind: 'form', fields: found.length === 0 ? fields : found } };
  });
}

/** The forms of a page: the names of their fields by the address that each is sent to. */
export function readForms(html: string): Map<string, Set<string>> {
  const forms = new Map<string, Set<string>>();
  let names: Set<string> | undefined;
  const parser = new Parser({
    onopentag(tag, { action, method, name }) {
      if (tag === 'form' && method?.toLowerCase() === 'post') {
        const address = (action ?? '').split('?', 1)[0] ?? '';
        names = forms.get(address) ?? new Set();
        forms.set(address, names);
      }
      if (
        name !== undefined &&
        name !== 'formToken' &&
        ['input', 'select', 'textarea', 'button'].includes(tag)
      )
        names?.add(name);
    },
    onclosetag: (tag) => {
      if (tag === 'form') names = undefined;
    },
  });
  parser.end(html);
  return forms;
}
