import assert from 'node:assert/strict';
import type { Request } from 'express';
import { Problem } from '../../core/platform/errors.ts';
import { readIdempotencyKey } from './read-idempotency-key.ts';

const read = (sent: string | undefined) => readIdempotencyKey({ get: () => sent } as unknown as Request);

describe('The Idempotency-Key of a request', () => {
  it('is the same quoted, as the draft has it, and bare, as programs send it', () => {
    assert.equal(read(undefined), undefined);
    assert.equal(read('8e03978e-40d5-43dd-bc93-6894a57f9324'), '8e03978e-40d5-43dd-bc93-6894a57f9324');
    assert.equal(read('"8e03978e-40d5-43dd-bc93-6894a57f9324"'), '8e03978e-40d5-43dd-bc93-6894a57f9324');
    assert.equal(read(String.raw`"a \"b\" \\ c"`), String.raw`a "b" \ c`);
    assert.equal(read('x'.repeat(255)), 'x'.repeat(255));
  });

  it('is refused when it is none, too long, not printable, or two', () => {
    for (const sent of [
      '',
      '""',
      'x'.repeat(256),
      `"${'x'.repeat(256)}"`,
      'a b',
      'a, b',
      '"a", "b"',
      '"a',
      'ü',
      'a\tb',
    ])
      assert.throws(
        () => read(sent),
        (error) => error instanceof Problem && error.type === 'invalid-request',
        sent,
      );
  });
});
