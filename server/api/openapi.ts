import { z } from 'zod';
import { problemSchema } from '../http/problems.js';
import type { Route } from '../http/route.js';
import { productVersion } from '../../core/platform/version.js';

type Json = Record<string, unknown>;

/** The description of the API (OpenAPI 3.1), made of the very schemas that validate. */
export function describeApi(routes: readonly Route[], origin: string): Json {
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    const path = route.path.replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method]: describeRoute(route) };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Strongroom', version: productVersion },
    servers: [{ url: origin }],
    security: [{ session: [] }, { key: [] }],
    paths,
    components: {
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: '__Host-session' },
        key: { type: 'http', scheme: 'bearer' },
      },
    },
  };
}

function describeRoute(route: Route): Json {
  const parameters = [...route.path.matchAll(/:(\w+)/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  const answers = Object.entries(route.answers).map(([status, answer]) => [status, describeAnswer(answer)]);
  return {
    summary: route.summary,
    parameters: [...parameters, ...describeQuery(route.query)],
    ...(route.access === 'public' && { security: [] }),
    ...(route.body && {
      requestBody: {
        required: true,
        content: { 'application/json': { schema: asJson(route.body, 'input') } },
      },
    }),
    ...(route.takesFile && { requestBody: fileBody }),
    responses: {
      ...Object.fromEntries(answers),
      default: {
        description: 'a problem (RFC 9457)',
        content: { 'application/problem+json': { schema: asJson(problemSchema, 'output') } },
      },
    },
  };
}

const fileBody = {
  required: true,
  content: {
    'application/octet-stream': {},
    'multipart/form-data': {
      schema: {
        type: 'object',
        properties: { file: { type: 'string', contentMediaType: 'application/octet-stream' } },
      },
    },
  },
};

function describeAnswer(answer: Route['answers'][number]): Json {
  if (answer.schema)
    return {
      description: answer.description,
      content: { 'application/json': { schema: asJson(answer.schema, 'output') } },
    };
  return {
    description: answer.description,
    ...(answer.mediaType && { content: { [answer.mediaType]: {} } }),
  };
}

function describeQuery(query: z.ZodType | undefined): Json[] {
  if (!query) return [];
  const { properties = {}, required = [] } = asJson(query, 'input') as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema,
  }));
}

function asJson(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _, id: __, ...json } = z.toJSONSchema(schema, { io, reused: 'inline' }) as Json;
  return json;
}
