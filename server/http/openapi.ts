import { z } from 'zod';
import { problemTitles, type ProblemType } from '../../core/platform/errors.ts';
import { productVersion } from '../../core/platform/version.ts';
import { problemSchema, problemStatuses } from './problems.ts';
import { route, type Route } from './route.ts';
import { sessionCookieName } from './session.ts';

type Json = Record<string, unknown>;
type ToJsonSchema = (schema: z.ZodType, io: 'input' | 'output') => Json;

/** For people and programs of the firm: a stranger need not know what there is. */
export function describeApiRoute(listRoutes: () => readonly Route[]): Route {
  let description: object | undefined;
  return route({
    method: 'get',
    path: '/api/openapi.json',
    summary: 'This description',
    access: 'signed-in',
    needsProof: 'none',
    responses: { 200: { description: 'OpenAPI 3.1', schema: z.looseObject({ openapi: z.string() }) } },
    handle: async ({ app }) => {
      description ??= describeApi(listRoutes(), app.config.origin);
      return { status: 200, body: description };
    },
  });
}

/** The description of the API (OpenAPI 3.1), made of the very schemas that validate. */
export function describeApi(routes: readonly Route[], origin: string): Json {
  const { asJson, named } = collectSchemas();
  const paths: Record<string, Json> = {};
  for (const each of routes) {
    const path = each.path.replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [each.method]: describeRoute(each, asJson) };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Strongroom', version: productVersion, description: introduction() },
    servers: [{ url: origin }],
    security: [{ session: [] }, { key: [] }],
    paths,
    components: {
      schemas: named,
      responses: {
        Problem: {
          description: 'a refusal or a failure (RFC 9457)',
          headers: {
            'Retry-After': { description: 'seconds, where waiting helps', schema: { type: 'integer' } },
          },
          content: { 'application/problem+json': { schema: asJson(problemSchema, 'output') } },
        },
      },
      securitySchemes: {
        session: {
          type: 'apiKey',
          in: 'cookie',
          name: sessionCookieName,
          description: 'set by POST /api/session',
        },
        key: { type: 'http', scheme: 'bearer', description: 'an API key of your account: POST /api/keys' },
      },
    },
  };
}

/** What holds for every address, for whoever writes a program against it. */
function introduction(): string {
  const types = (Object.keys(problemTitles) as ProblemType[]).map(
    (type) => `- \`urn:strongroom:problem:${type}\` (${problemStatuses[type]}): ${problemTitles[type]}`,
  );
  return [
    'Times are RFC 3339 in UTC, ids opaque strings, sizes bytes. Bodies are JSON unless said otherwise.',
    'A list answers `{items, nextCursor}`: ask again with `cursor=nextCursor` until it is null.',
    'Programs send `Authorization: Bearer KEY`, or keep the cookie of `POST /api/session`. What is not there and what you may not see answer alike, with 404.',
    'An upload whose answer was lost is sent again with the same `Idempotency-Key`, and is filed once. Originals come in parts with `Range` (RFC 9110). A text with a NUL (U+0000) or an unpaired surrogate is refused with 400 wherever it stands; in the name of a file it is left out.',
    'Limits are told in `RateLimit-Limit`, `RateLimit-Remaining` and `RateLimit-Reset`; past them the answer is 429 with `Retry-After`. Every answer carries `X-Request-Id`, yours where you sent one: name it when you report a fault.',
    'Every refusal is `application/problem+json`; `type` is stable, `detail` is a sentence for people:',
    types.join('\n'),
  ].join('\n\n');
}

function describeRoute(described: Route, asJson: ToJsonSchema): Json {
  const answers = Object.entries(described.responses).map(([status, answer]) => [
    status,
    describeResponse(answer, asJson),
  ]);
  return {
    operationId: buildOperationId(described),
    tags: [described.path.split('/')[2]],
    summary: described.summary,
    parameters: [
      ...describePath(described.path),
      ...describeQuery(described.query, asJson),
      ...(described.takesIdempotencyKey ? [idempotencyKey] : []),
    ],
    ...(described.access === 'public' && { security: [] }),
    ...(described.body && {
      requestBody: {
        required: true,
        content: { 'application/json': { schema: asJson(described.body, 'input') } },
      },
    }),
    ...(described.acceptsFile && { requestBody: fileBody }),
    responses: {
      ...Object.fromEntries(answers),
      default: { $ref: '#/components/responses/Problem' },
    },
  };
}

/** `get /api/matters/:id/members` is getMattersByIdMembers: what generators of clients call the function. */
function buildOperationId({ method, path }: Route): string {
  const words = path.replace('/api/', '').split(/[/.-]/);
  return (
    method +
    words
      .map((word) => capitalize(word.replace(/^:(.)/, (_, first: string) => `By${first.toUpperCase()}`)))
      .join('')
  );
}

const capitalize = (word: string) => word.slice(0, 1).toUpperCase() + word.slice(1);

function describePath(path: string): Json[] {
  return [...path.matchAll(/:(\w+)/g)].map((match) => ({
    name: match[1],
    in: 'path',
    required: true,
    description:
      match[1] === 'n' ? 'the number of the page, from 1' : `an id as in ${path.slice(0, match.index - 1)}`,
    schema: { type: 'string' },
  }));
}

const idempotencyKey = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description:
    'A name of your own for this upload, a UUID for instance: sent again with the same key because the answer was lost, the file is filed once, and the answer is that document as it is now. The same key with other bytes or another name is refused with 422. Known for 7 days, to you alone, in this matter alone (draft-ietf-httpapi-idempotency-key-header).',
  schema: { type: 'string', minLength: 1, maxLength: 255 },
};

const fileBody = {
  required: true,
  content: {
    'application/octet-stream': {},
    'multipart/form-data': {
      schema: {
        type: 'object',
        description: 'one file; other fields are not looked at, and a second file is refused with the first',
        properties: { file: { type: 'string', contentMediaType: 'application/octet-stream' } },
      },
    },
  },
};

function describeResponse(response: Route['responses'][number], asJson: ToJsonSchema): Json {
  const { description, schema, mediaType } = response;
  if (schema) return { description, content: { 'application/json': { schema: asJson(schema, 'output') } } };
  return { description, ...(mediaType && { content: { [mediaType]: {} } }) };
}

function describeQuery(query: z.ZodType | undefined, asJson: ToJsonSchema): Json[] {
  if (!query) return [];
  const { properties = {}, required = [] } = asJson(query, 'input') as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, { description, ...schema }]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    ...(description !== undefined && { description }),
    schema,
  }));
}

/** Schemas with a name (`meta({ id })`) stand once, under `components`, and are pointed at. */
function collectSchemas(): { asJson: ToJsonSchema; named: Record<string, Json> } {
  const named: Record<string, Json> = {};
  const asJson: ToJsonSchema = (schema, io) => {
    const generated = JSON.stringify(z.toJSONSchema(schema, { io, reused: 'inline' }));
    const {
      $schema: _,
      $defs = {},
      ...json
    } = JSON.parse(generated.replaceAll('"#/$defs/', '"#/components/schemas/')) as Json & {
      $defs?: Record<string, Json>;
    };
    for (const [name, { id: __, ...definition }] of Object.entries($defs)) named[name] = definition;
    return json;
  };
  return { asJson, named };
}
