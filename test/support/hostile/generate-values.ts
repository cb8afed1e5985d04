import fc, { type Arbitrary } from 'fast-check';
import { hostileJson } from './hostile-values.ts';
import type { JsonSchema, Material } from './operation.ts';

const badEscapes = ['%', '%z', '%c3', '%ff', '%ed%a0%80', '%00', '%2f', '%2e%2e', '%u0041', 'a%0d%0ab'];

/** A text in an address, now and then with an escape that is none. */
export function encodeText(text: string): Arbitrary<string> {
  const encoded = encodeURIComponent(text.toWellFormed());
  return mostly(
    12,
    fc.constant(text.isWellFormed() ? encoded : encoded.replaceAll('%EF%BF%BD', '%ED%A0%80')),
    fc.constantFrom(...badEscapes).map((escape) => encoded.slice(0, 20) + escape),
  );
}

const likelyTexts = [
  'viewer',
  'owner',
  'members',
  'everybody',
  'a good reason, and a long one',
  '4',
  '1',
  'on',
  '2027-01-01',
  'ada@firm.example',
];
const formats: Record<string, string[]> = {
  'date-time': ['2026-11-30T10:00:00Z', '2027-06-01T00:00:00.000Z'],
  date: ['2026-11-30'],
  email: ['ada@firm.example', 'b@c.example'],
  // Nobody listens there, and no name has to be looked up.
  uri: ['https://127.0.0.1:9/realm'],
};

/** What fits a schema, but each part of it now and then hostile. */
export function values(schema: JsonSchema, material: Material, name = ''): Arbitrary<unknown> {
  return mostly(9, fitting(schema, material, name), hostileJson(material.sent));
}

function fitting(schema: JsonSchema, material: Material, name: string): Arbitrary<unknown> {
  if (schema.$ref !== undefined) return values(material.lookUp(schema.$ref), material, name);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return fc.oneof(...choices.map((choice) => values(choice, material, name)));
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if ('const' in schema) return fc.constant(schema.const);
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  if (type === 'object') return objects(schema, material);
  if (type === 'array') return fc.array(values(schema.items ?? {}, material, name), { maxLength: 3 });
  if (type === 'boolean') return fc.boolean();
  return type === 'integer' || type === 'number' ? integers(schema) : fittingTexts(schema, material, name);
}

function integers({ minimum = 0, maximum = 1_000 }: JsonSchema): Arbitrary<number> {
  return fc.integer({ min: Math.max(minimum, -(2 ** 31)), max: Math.min(maximum, 2 ** 31 - 1) });
}

function fittingTexts(
  { format = '', pattern }: JsonSchema,
  material: Material,
  name: string,
): Arbitrary<string> {
  // The name of a mail server: nobody listens there.
  if (pattern?.includes('.:-')) return fc.constant('127.0.0.1');
  return fc.constantFrom(...(formats[format] ?? likely(name, material)));
}

/** What a field of that name may hold; where nobody knows, anything that is known. */
export function likely(name: string, { named, sent }: Material): readonly string[] {
  // Names such as "constructor" are sent as well, and every object has those.
  return (Object.hasOwn(named, name) && named[name]) || [...sent, ...likelyTexts];
}

function objects(schema: JsonSchema, material: Material): Arbitrary<unknown> {
  const properties = Object.entries(schema.properties ?? {});
  const record = Object.fromEntries(properties.map(([name, inner]) => [name, values(inner, material, name)]));
  return fc
    .tuple(
      fc.record(record, {
        requiredKeys: schema.required?.filter((name) => name in record) ?? [],
        noNullPrototype: true,
      }),
      fc.nat(12 * Math.max(1, properties.length)),
    )
    .map(([made, left]) => Object.fromEntries(Object.entries(made).filter((_, index) => index !== left)));
}

/** `usual`, and once in `times` + 1 the other. */
export function mostly<T, U>(times: number, usual: Arbitrary<T>, other: Arbitrary<U>): Arbitrary<T | U> {
  return fc.oneof({ weight: times, arbitrary: usual }, { weight: 1, arbitrary: other });
}
