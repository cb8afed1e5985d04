import { PassThrough, type Readable } from 'node:stream';
import busboy from 'busboy';
import type { Request } from 'express';
import { Problem } from '../../core/platform/errors.ts';
import { giveBack } from './give-back.ts';

/** One file on its way in. Read `body` to its end, then ask whether it was whole. A chunk is gone once the next is asked for. */
export type IncomingFile = { filename: string; body: AsyncIterable<Buffer>; isWhole: () => boolean };

/**
 * The files of a request, one after the other, never buffered whole: the raw body under the name given in the
 * address, or each file of a browser's form. @throws Problem `invalid-request`, `unsupported-body`, `upload-cut-off`
 */
export function receiveUploads(request: Request, filename: string | undefined): AsyncIterable<IncomingFile> {
  if (request.is('multipart/form-data')) return receiveForm(request);
  if (filename === undefined || filename === '') {
    throw new Problem('invalid-request', 'The file has no name. Put it in the address: ?filename=NAME.');
  }
  return receiveRaw(request, filename);
}

async function* receiveRaw(request: Request, filename: string): AsyncGenerator<IncomingFile> {
  yield { filename, body: givingBack(orCutOff(request)), isWhole: () => request.complete };
}

async function* receiveForm(request: Request): AsyncGenerator<IncomingFile> {
  // Names come as UTF-8 from every browser (HTML Standard, multipart/form-data encoding algorithm).
  const form = busboy({
    headers: request.headers,
    defParamCharset: 'utf8',
    limits: { files: 500, fields: 20, fieldSize: 10_000 },
  });
  const arrived = new PassThrough({ objectMode: true, highWaterMark: 1 });
  form.on('file', (_field, file, info) => {
    if (info.filename)
      arrived.write({ filename: info.filename, body: orCutOff(file), isWhole: () => !file.truncated });
    else file.resume();
  });
  form.once('close', () => arrived.end());
  form.once('error', (error) => arrived.destroy(cutOff(error)));
  // A client that goes away must end the file being read, or its reader would wait for ever.
  request.once('aborted', () => form.destroy(cutOff()));
  request.pipe(form);
  try {
    yield* arrived as AsyncIterable<IncomingFile>;
  } finally {
    request.unpipe(form);
    request.resume();
  }
}

/** Each chunk is the reader's only until it asks for the next one. */
async function* givingBack(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    yield chunk;
    giveBack(chunk);
  }
}

async function* orCutOff(stream: Readable): AsyncGenerator<Buffer> {
  try {
    // Whoever stops reading early (storage went away) still owes the client an answer on this very connection.
    yield* stream.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
  } catch (error) {
    throw error instanceof Problem ? error : cutOff(error);
  }
}

function cutOff(cause?: unknown): Problem {
  return new Problem(
    'upload-cut-off',
    'The upload was cut off before the last byte came; nothing was kept. Upload the file again.',
    { cause },
  );
}
