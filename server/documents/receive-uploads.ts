import { PassThrough, type Readable } from 'node:stream';
import busboy from 'busboy';
import type { Request } from 'express';
import { Problem } from '../../core/platform/errors.ts';
import { releaseBuffer } from '../http/release-buffer.ts';

/** One file on its way in. Read `body` to its end, then ask whether it was whole. A chunk is gone once the next is asked for. */
export type IncomingUpload = { filename: string; body: AsyncIterable<Buffer>; isWhole: () => boolean };

/**
 * The files of a request, one after the other, never buffered whole: the raw body under the name given in the
 * address, or each file of a browser's form. @throws Problem `invalid-request`, `unsupported-body`, `upload-cut-off`
 */
export function receiveUploads(
  request: Request,
  filename: string | undefined,
): AsyncIterable<IncomingUpload> {
  if (request.is('multipart/form-data')) return receiveMultipart(request);
  if (filename === undefined || filename === '') {
    throw new Problem('invalid-request', 'The file has no name. Put it in the address: ?filename=NAME.');
  }
  return receiveRaw(request, filename);
}

async function* receiveRaw(request: Request, filename: string): AsyncGenerator<IncomingUpload> {
  yield { filename, body: releasingBuffers(readOrCutOff(request)), isWhole: () => request.complete };
}

async function* receiveMultipart(request: Request): AsyncGenerator<IncomingUpload> {
  // Names come as UTF-8 from every browser (HTML Standard, multipart/form-data encoding algorithm).
  const form = busboy({
    headers: request.headers,
    defParamCharset: 'utf8',
    // A slash may be part of a name; clean-filename.ts knows paths from names.
    preservePath: true,
    limits: { files: 500, fields: 20, fieldSize: 10_000 },
  });
  const uploads = new PassThrough({ objectMode: true, highWaterMark: 1 });
  form.on('file', (_field, file, info) => {
    if (info.filename)
      uploads.write({ filename: info.filename, body: readOrCutOff(file), isWhole: () => !file.truncated });
    else file.resume();
  });
  form.once('close', () => uploads.end());
  form.once('error', (error) => uploads.destroy(uploadCutOff(error)));
  // A client that goes away must end the file being read, or its reader would wait for ever.
  request.once('aborted', () => form.destroy(uploadCutOff()));
  request.pipe(form);
  try {
    yield* uploads as AsyncIterable<IncomingUpload>;
  } finally {
    request.unpipe(form);
    request.resume();
  }
}

/** Each chunk is the reader's only until it asks for the next one. */
async function* releasingBuffers(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    yield chunk;
    releaseBuffer(chunk);
  }
}

async function* readOrCutOff(stream: Readable): AsyncGenerator<Buffer> {
  try {
    // Whoever stops reading early (storage went away) still owes the client an answer on this very connection.
    yield* stream.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>;
  } catch (error) {
    throw error instanceof Problem ? error : uploadCutOff(error);
  }
}

function uploadCutOff(cause?: unknown): Problem {
  return new Problem(
    'upload-cut-off',
    'The upload was cut off before the last byte came; nothing was kept. Upload the file again.',
    { cause },
  );
}
