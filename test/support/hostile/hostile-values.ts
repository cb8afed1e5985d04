import fc, { type Arbitrary } from 'fast-check';

/** Texts at which programs have stumbled: what PostgreSQL, JavaScript, HTTP or JSON read otherwise than they look. */
const texts = [
  '',
  ' ',
  '\0',
  'a\0b',
  '\ud800',
  'x\udfff',
  '\uffff',
  '\ufeffx',
  '\u202e',
  '\r\nSet-Cookie: a=b',
  'e\u0301'.repeat(300),
  '😀'.repeat(200),
  'x'.repeat(300),
  'x'.repeat(9_000),
  '9'.repeat(400),
  "' OR 1=1 --",
  '$1::int',
  '\\',
  '%',
  '%s%n',
  '%00',
  '../../etc/passwd',
  '{{7*7}}',
  '<script>',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  '[object Object]',
  'null',
  'undefined',
  'NaN',
  'true',
  '{',
  '[]',
  '{"a":',
];

/** Numbers past the ranges of the columns, and what is hardly one. */
const numbers = [
  '0',
  '-1',
  '-0',
  '1.5',
  '1e3',
  '1e308',
  '1e999',
  '-1e999',
  '0x10',
  '0b1',
  '٣',
  '1_000',
  ' 7 ',
  '32768',
  '2147483647',
  '2147483648',
  '-2147483649',
  '9007199254740993',
  '9223372036854775807',
  '9223372036854775808',
];

/** Moments that ISO 8601, JavaScript or PostgreSQL take, and the others do not. */
const moments = [
  '0000-01-01T00:00:00Z',
  '0000-01-01T00:00:00.000Z',
  '0001-01-01T00:00:00Z',
  '1899-12-31T23:59:59Z',
  '2026-02-29T00:00:00Z',
  '2026-11-30T23:59:60Z',
  '2026-11-30T24:00:00Z',
  '2026-11-30T10:00:00+25:00',
  '2026-11-30T10:00:00.123456789Z',
  '9999-12-31T23:59:59.999Z',
  '+010000-01-01T00:00:00Z',
  '+275760-09-13T00:00:00.000Z',
  '-271821-04-20T00:00:00.000Z',
  '-000001-01-01T00:00:00Z',
  '0000-01-01',
  '0000-02-30',
  '9999-12-31',
  '10000-01-01',
  '1970-01-01',
  '2026-11-30',
  'infinity',
  '-infinity',
  'now',
  'epoch',
  'tomorrow',
];

/** Ids that a uuid column takes although none of ours is written so, and others that it does not. */
const ids = [
  '00000000-0000-0000-0000-000000000000',
  'FFFFFFFF-FFFF-4FFF-8FFF-FFFFFFFFFFFF',
  '{11111111-1111-4111-8111-111111111111}',
  '11111111111141118111111111111111',
  'urn:uuid:11111111-1111-4111-8111-111111111111',
  '11111111-1111-4111-8111-11111111111',
  '11111111-1111-4111-8111-111111111111 ',
  '1',
  'x',
];

const base64url = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
/** A time and an id, as the cursors of our lists hold them, with what neither can be. */
const cursors = [
  ...['0000-01-01T00:00:00.000Z', '9999-12-31T23:59:59.999Z', '2026-11-30T10:00:00.000Z'].flatMap((at) =>
    [...ids, '12', '9223372036854775808', '-1', 'a\0b', '\ud800', ''].map((id) => base64url([at, id])),
  ),
  base64url(['2026-11-30T10:00:00.000Z']),
  base64url([1, 2]),
  base64url({}),
  base64url(null),
  base64url('x'),
  base64url([['2026-11-30T10:00:00.000Z'], {}]),
  ...['0', '-1', '1', '20', '2147483648', '1e3', ' 20', '0x14', 'NaN', '', '\0'].map((text) =>
    Buffer.from(text).toString('base64url'),
  ),
  '====',
  '\u00e9',
];

const anyCharacter = fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code));

/** A text chosen to be stumbled over. `sent` are texts that stood in answers: ids, numbers and cursors, of other lists too. */
export function hostileText(sent: readonly string[]): Arbitrary<string> {
  return fc.oneof(
    fc.constantFrom(...texts),
    fc.constantFrom(...numbers),
    fc.constantFrom(...moments),
    fc.constantFrom(...ids),
    fc.constantFrom(...cursors),
    fc.constantFrom(...sent),
    fc.tuple(fc.constantFrom(...sent), fc.nat(40), anyCharacter).map(([text, at, character]) => {
      const place = at % (text.length + 1);
      return text.slice(0, place) + character + text.slice(place + 1);
    }),
    fc.string({ unit: anyCharacter, maxLength: 30 }),
  );
}

/** A value of JSON that is chosen to be stumbled over: of another type, too deep, too long, with names of JavaScript's own. */
export function hostileJson(sent: readonly string[]): Arbitrary<unknown> {
  const text = hostileText(sent);
  return fc.oneof(
    { weight: 6, arbitrary: text },
    { weight: 2, arbitrary: fc.constantFrom(null, true, false, 0, -1, 1.5, 2 ** 31, 2 ** 53, 1e308, -0) },
    { weight: 1, arbitrary: fc.constantFrom([], {}, [[]], [null], { length: 3 }) },
    { weight: 1, arbitrary: fc.array(text, { maxLength: 3 }) },
    { weight: 1, arbitrary: fc.dictionary(text, text, { maxKeys: 3, noNullPrototype: true }) },
    { weight: 1, arbitrary: fc.constantFrom(50, 1_000, 4_000).map(nestedArrays) },
    { weight: 1, arbitrary: text.map((inner) => withOwnProto(inner)) },
  );
}

function nestedArrays(depth: number): unknown {
  let value: unknown = 'x';
  for (let level = 0; level < depth; level++) value = [value];
  return value;
}

/** An own property of that name, as `JSON.parse` makes one. */
function withOwnProto(inner: unknown): unknown {
  return JSON.parse(`{"__proto__":{"role":"administrator","a":${JSON.stringify(inner)}},"constructor":{}}`);
}
