import fc, { type Arbitrary } from 'fast-check';
import { encodeText, likely, mostly, values } from './generate-values.ts';
import { hostileJson, hostileText } from './hostile-values.ts';
import type { Material, Operation } from './operation.ts';

type Content = { headers: Record<string, string>; body: Buffer | undefined };

/** The body of a request to an operation, with the headers that say what it is: mostly nearly right, at times torn. */
export function bodies({ body }: Operation, material: Material): Arbitrary<Content> {
  if (!body)
    return mostly(9, fc.constant({ headers: {}, body: undefined }), json(hostileJson(material.sent)));
  if (body.kind === 'json')
    return fc.oneof(
      { weight: 12, arbitrary: json(values(body.schema, material)) },
      { weight: 1, arbitrary: json(hostileJson(material.sent)) },
      { weight: 1, arbitrary: broken('application/json') },
    );
  if (body.kind === 'form')
    return fc.oneof(
      { weight: 12, arbitrary: forms(body.fields, material) },
      { weight: 1, arbitrary: broken('application/x-www-form-urlencoded') },
    );
  return fc.oneof(
    multiparts(material.sent),
    broken('application/octet-stream'),
    broken('multipart/form-data; boundary=x'),
  );
}

function json(content: Arbitrary<unknown>): Arbitrary<Content> {
  return content.map((value) => ({
    headers: { 'Content-Type': 'application/json' },
    // JSON.stringify writes half of a character as an escape, which is how it comes in.
    body: Buffer.from(JSON.stringify(value) ?? ''),
  }));
}

const brokenBodies = [
  '',
  '{',
  '{"a":1}}',
  '{"email":"a","email":["b"]}',
  '{"a":1e999}',
  '"\\ud800"',
  '[1,2',
  'nul',
  '\ufeff{}',
  'a=%&b=%zz&c=%ed%a0%80',
  '&&&===',
  `a=1${'&a=1'.repeat(1_500)}`,
  'x'.repeat(70_000),
  '['.repeat(20_000),
  '--x\r\n\r\n\r\n--x--',
  '--x\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nno end',
];

function broken(type: string): Arbitrary<Content> {
  return fc
    .oneof(
      fc.constantFrom(...brokenBodies).map((text) => Buffer.from(text)),
      fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
    )
    .map((body) => ({ headers: { 'Content-Type': type }, body }));
}

function forms(fields: readonly string[], material: Material): Arbitrary<Content> {
  const field = (name: string) =>
    fc.tuple(
      fc.constant(name),
      fc
        .oneof(
          { weight: 3, arbitrary: fc.constantFrom(...likely(name, material)) },
          { weight: 1, arbitrary: hostileText(material.sent) },
        )
        .chain(encodeText),
    );
  const strange = fc.constantFrom('__proto__', 'a[b]', ...fields).chain(field);
  return fc
    .tuple(
      fc.tuple(...fields.map(field)),
      mostly(6, fc.constant([]), fc.array(strange, { maxLength: 2 })),
      fc.nat(60),
    )
    .map(([sent, more, left]) => ({
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      body: Buffer.from(
        [...sent.filter((_, index) => index !== left), ...more]
          .map(([name, value]) => `${name}=${value}`)
          .join('&'),
      ),
    }));
}

const dispositions = [
  'form-data; name="file"; filename="a.txt"',
  'form-data; name="file"; filename=""',
  'form-data; name="file"; filename*=UTF-8\'\'%00%ff.txt',
  'form-data; name="file"; filename*=koi8-r\'\'%c1',
  'form-data; name="file"; filename="../a\0b"',
  'form-data; name="\0"',
  'form-data; filename="a.txt"',
  'form-data',
  'attachment; x',
  ';;;',
  `form-data; name="file"; filename="${'x'.repeat(9_000)}"`,
];

function multiparts(sent: readonly string[]): Arbitrary<Content> {
  const part = fc.tuple(fc.constantFrom(...dispositions), hostileText(sent));
  return fc.tuple(fc.array(part, { maxLength: 3 }), fc.nat(8)).map(([parts, dice]) => ({
    headers: { 'Content-Type': `multipart/form-data; boundary=${dice === 0 ? '"' : 'x'}` },
    body: Buffer.from(
      parts
        .map(([disposition, text]) => `--x\r\nContent-Disposition: ${disposition}\r\n\r\n${text}\r\n`)
        .join('') + (dice === 1 ? '' : '--x--\r\n'),
    ),
  }));
}
