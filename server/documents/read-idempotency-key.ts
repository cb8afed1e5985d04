import type { Request } from 'express';
import { Problem } from '../../core/platform/errors.ts';

const maxKeyLength = 255;

/** A string as RFC 8941 §3.3.3 writes it, which is how the draft has it; quote and backslash stand behind a backslash. */
const quotedKey = /^"((?:[\x20-\x21\x23-\x5b\x5d-\x7e]|\\["\\])*)"$/;
/** What most programs send: the characters alone. No space, so that two headers are not taken for one key. */
const bareKey = /^[\x21\x23-\x7e][\x21-\x7e]*$/;

/**
 * The `Idempotency-Key` of a request (draft-ietf-httpapi-idempotency-key-header): 1 to 255 printable characters of
 * ASCII, quoted or bare, which is the same key. Undefined where none is sent. @throws Problem `invalid-request`
 */
export function readIdempotencyKey(request: Request): string | undefined {
  const sent = request.get('idempotency-key');
  if (sent === undefined) return undefined;
  const key = quotedKey.exec(sent)?.[1]?.replaceAll(/\\(["\\])/g, '$1') ?? (bareKey.test(sent) ? sent : '');
  if (key !== '' && key.length <= maxKeyLength) return key;
  throw new Problem(
    'invalid-request',
    `The Idempotency-Key is not one key of 1 to ${maxKeyLength} printable characters, so nothing was kept. Send a UUID, for instance, and the same one when you try again.`,
  );
}
