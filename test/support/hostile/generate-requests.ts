import fc, { type Arbitrary } from 'fast-check';
import { bodies } from './generate-bodies.ts';
import { encodeText, likely, mostly, values } from './generate-values.ts';
import { hostileText } from './hostile-values.ts';
import type { HostileRequest, Material, Operation } from './operation.ts';

/** Requests to an operation: most are right but for one or two things, so that they come as far as the database. */
export function hostileRequests(operation: Operation, material: Material): Arbitrary<HostileRequest> {
  const params = [...operation.path.matchAll(/(\w[\w-]*)\/:(\w+)/g)].map(([, room = '', name = '']) =>
    mostly(4, fc.constantFrom(...likely(name === 'id' ? room : name, material)), hostileText(material.sent)),
  );
  return fc
    .record({
      method: mostly(60, fc.constant(operation.method), fc.constantFrom(...otherMethods)),
      params: fc.tuple(...params.map((text) => text.chain(encodeText))),
      query: queries(operation, material),
      headers: fc.dictionary(fc.constantFrom(...headerNames), headerValues(material.sent), {
        maxKeys: 2,
        noNullPrototype: true,
      }),
      hasHeaders: fc.nat(4).map((n) => n === 0),
      content: bodies(operation, material),
    })
    .map(({ method, params: filled, query, headers, hasHeaders, content }) => {
      let next = 0;
      const path = operation.path.replaceAll(/:\w+/g, () => filled[next++] ?? '');
      return {
        operation: `${operation.method} ${operation.path}`,
        method,
        path: path + (query === '' ? '' : `?${query}`),
        headers: { ...content.headers, ...(hasHeaders && headers) },
        body: method === 'get' || method === 'HEAD' ? undefined : content.body,
      };
    });
}

const otherMethods = ['get', 'post', 'put', 'delete', 'PATCH', 'HEAD', 'OPTIONS', 'PROPFIND'];
const headerNames = [
  'Accept',
  'Accept-Encoding',
  'Accept-Language',
  'Authorization',
  'Content-Encoding',
  'Content-Type',
  'Cookie',
  'Forwarded',
  'Idempotency-Key',
  'If-Modified-Since',
  'If-None-Match',
  'If-Range',
  'Range',
  'User-Agent',
  'X-Form-Token',
  'X-Forwarded-For',
  'X-Request-Id',
];
const knownHeaderValues = [
  'bytes=0-',
  'bytes=-0',
  'bytes=5-2',
  'bytes=0-0,5-9',
  'bytes=99999999999999999999-',
  'text/html',
  'text/event-stream',
  'application/json;charset=utf-16',
  'application/json;charset=x',
  'application/x-www-form-urlencoded;charset=koi8-r',
  'multipart/form-data',
  'multipart/form-data; boundary=',
  'gzip',
  'br',
  'Bearer x',
  'Bearer ',
  'Basic Og==',
  '__Host-session=%zz',
  '__Host-session=; __Host-session=a',
  '__Host-form=a|b|c',
  '::1',
  '999.1.1.1, fe80::1%eth0',
];

/** Node's client sends the characters of Latin-1 but the controls. */
function headerValues(sent: readonly string[]): Arbitrary<string> {
  return fc.oneof(
    fc.constantFrom(...knownHeaderValues),
    // oxlint-disable-next-line no-control-regex
    hostileText(sent).map((text) => text.replaceAll(/[^\t\x20-\x7e\x80-\xff]/g, '\xe9').slice(0, 4_000)),
  );
}

function queries({ query }: Operation, material: Material): Arbitrary<string> {
  const fields = Object.entries(query).map(([name, schema]) =>
    fc.tuple(
      fc.constant(name),
      values(schema, material).chain((value) => encodeText(asText(value))),
    ),
  );
  const strange = fc.tuple(
    fc.constantFrom(...Object.keys(query), 'cursor', 'next', '__proto__', 'a[b]', 'toString'),
    hostileText(material.sent).chain(encodeText),
  );
  return fc
    .tuple(
      fields.length === 0 ? fc.constant([]) : fc.subarray(fields).chain((chosen) => fc.tuple(...chosen)),
      mostly(4, fc.constant([]), fc.array(strange, { maxLength: 2 })),
      fc.nat(15),
    )
    .map(([chosen, more, dice]) => {
      const pairs = [...chosen, ...more].map(([name, value]) => `${name}=${value}`);
      return (dice === 0 ? [...pairs, ...pairs] : pairs).join('&');
    });
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '').slice(0, 2_000);
}
