import { isUtf8 } from 'node:buffer';
import express, { type Request, type RequestHandler } from 'express';
import { Problem } from '../../core/platform/errors.ts';
import { requireWholeInTime } from './require-whole-in-time.ts';

/** More than any form or body of ours has; what is larger is refused by its size or its schema. */
const bodyLimit = '64kb';

/** What an unpaired surrogate is in an address or a form: bytes that UTF-8 does not have (RFC 3629 §3). */
const escapedSurrogate = /%ed%[ab][0-9a-f]%[89ab][0-9a-f]/i;

/** The name of a field that may be said: it comes from whoever sent it. */
const plainName = /^[\w-]{1,60}$/;

/**
 * How the body of a route of the API and that of a form is read. JSON that calls itself UTF-8 and is none is refused:
 * U+FFFD would stand there for its wrong bytes.
 */
export const jsonBody: RequestHandler = requireWholeInTime(
  express.json({ limit: bodyLimit, strict: true, verify: refuseMalformed }),
);
export const formBody: RequestHandler = requireWholeInTime(
  express.urlencoded({
    extended: false,
    limit: bodyLimit,
    verify: (_request, _response, body) => {
      if (escapedSurrogate.test(body.toString('latin1'))) throw unstorableText('the form');
    },
  }),
);

/**
 * The one place where a NUL (U+0000) and an unpaired surrogate are refused, in every text that comes in with a
 * request: the parameters of its path, its address, its body. PostgreSQL keeps neither in a text (the one is an
 * error, the other would become another character), so nothing can be found by it that was kept. Every route of the
 * API and the pages has this step, behind its body and before its handler; `cleans` are the fields of its address that
 * the act makes fit by itself.
 * @throws Problem `invalid-request`
 */
export function refuseUnstorableText(cleans: readonly string[] = []): RequestHandler {
  return (request, _response, next) => {
    const query = Object.entries(request.query).filter(([name]) => !cleans.includes(name));
    refuseIn('the address', { ...request.params, ...Object.fromEntries(query) });
    if (hasEscapedSurrogate(request, cleans)) throw unstorableText('the address');
    refuseIn(request.is('application/json') ? 'the body' : 'the form', request.body);
    next();
  };
}

/** Whether PostgreSQL could not keep a text as it is. */
export function isUnstorable(text: string | undefined): boolean {
  return text !== undefined && (text.includes('\0') || !text.isWellFormed());
}

/** The refusal; `where` says which text it is about. */
export function unstorableText(where: string): Problem {
  return new Problem(
    'invalid-request',
    `A text in ${where} holds a NUL character (U+0000) or half of a character (an unpaired surrogate), which cannot be kept. Take it out and send the rest again.`,
  );
}

/** Goes through names and values, however deep; without recursion, since a stranger chooses the depth. */
function refuseIn(where: string, sent: unknown): void {
  const waiting: { value: unknown; field: string }[] = [{ value: sent, field: '' }];
  for (let item = waiting.pop(); item; item = waiting.pop()) {
    const { value, field } = item;
    if (typeof value === 'string' && isUnstorable(value))
      throw unstorableText(plainName.test(field) ? `the field “${field}” of ${where}` : where);
    if (typeof value !== 'object' || value === null) continue;
    for (const [name, inner] of Object.entries(value)) {
      if (isUnstorable(name)) throw unstorableText(where);
      waiting.push({ value: inner, field: Array.isArray(value) ? field : name });
    }
  }
}

/** Express decodes what is no UTF-8 in an address to U+FFFD, so it is looked for before that. */
function hasEscapedSurrogate({ originalUrl }: Request, cleans: readonly string[]): boolean {
  const [, query = ''] = originalUrl.split('?', 2);
  return query
    .split('&')
    .filter((pair) => !cleans.some((name) => pair.startsWith(`${name}=`)))
    .some((pair) => escapedSurrogate.test(pair));
}

// Express gives these four to whoever verifies a body.
// oxlint-disable-next-line max-params
function refuseMalformed(_request: unknown, _response: unknown, body: Buffer, encoding: string): void {
  if (encoding.toLowerCase() === 'utf-8' && !isUtf8(body)) throw unstorableText('the body');
}
