import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { create as contentDisposition } from 'content-disposition';
import type { Request, Response } from 'express';
import type { OpenedOriginal } from '../../core/documents/read/read-documents.ts';
import { Problem } from '../../core/platform/errors.ts';
import { readByteRange, type ByteRange } from '../http/read-byte-range.ts';
import { releaseBuffer } from '../http/release-buffer.ts';
import { downloadName } from './download-name.ts';

/** Types a browser only ever shows, never runs. Everything else leaves as plain bytes: strangers' files run nowhere in our origin. */
const safeMediaTypes = new Set(['application/pdf', 'image/png', 'image/jpeg', 'image/tiff', 'text/plain']);

/**
 * The part of an original that a client asked for (RFC 9110 §14); undefined for the whole. Only a GET has parts, and
 * with `If-Range` only while the client's first part is of these very bytes (§13.1.5). A Problem,
 * `range-not-satisfiable`, where there is no such part: it says how long the whole is (§14.4), which is recorded first.
 */
export function chooseRange(
  request: Request,
  { bytes, sha256 }: { bytes: number; sha256: string },
): ByteRange | Problem | undefined {
  const ifRange = request.get('if-range')?.trim();
  if (request.method !== 'GET' || (ifRange !== undefined && ifRange !== entityTag(sha256))) return undefined;
  const range = readByteRange(request.get('range') ?? '', bytes);
  if (range === 'whole') return undefined;
  if (range !== 'unsatisfiable') return range;
  return new Problem(
    'range-not-satisfiable',
    `The file has ${bytes} bytes, and what you asked for begins behind them. If you have that many, you have all of it; else ask for less.`,
    { wholeBytes: bytes },
  );
}

/** Strong (RFC 9110 §8.8.3): the same bytes have the same one, and no others. */
function entityTag(sha256: string): string {
  return `"${sha256}"`;
}

/** Sends a file to be saved, under the name it came with, encoded (RFC 6266), with nothing in it that hides or turns around the rest, and never to be run. */
export async function sendOriginal(response: Response, original: OpenedOriginal): Promise<undefined> {
  const { range, bytes } = original;
  response.set({
    'Accept-Ranges': 'bytes',
    'Content-Length': String(range?.length ?? bytes),
    'Content-Type': safeMediaTypes.has(original.mediaType) ? original.mediaType : 'application/octet-stream',
    'Content-Disposition': contentDisposition(downloadName(original.filename), { type: 'attachment' }),
    'Content-Security-Policy': "default-src 'none'; sandbox",
    ETag: entityTag(original.sha256),
  });
  if (range) {
    const last = range.offset + range.length - 1;
    response.status(206).set('Content-Range', `bytes ${range.offset}-${last}/${bytes}`);
  }
  if (response.req.method === 'HEAD') {
    original.body.destroy();
    response.end();
    return undefined;
  }
  await pipeline(original.body, releasingWritable(response)).catch((error: unknown) => {
    // A client that hangs up is no fault of ours; storage that stops half-way must not look like a whole file.
    if (!response.destroyed) throw error;
  });
  return undefined;
}

/** Writes to the response, and frees each chunk once it has left. */
function releasingWritable(response: Response): Writable {
  const writable = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      const canContinue = response.write(chunk, () => releaseBuffer(chunk));
      if (canContinue) done();
      else response.once('drain', done);
    },
    final: (done) => void response.end(done),
    destroy: (error, done) => {
      if (!response.writableFinished) response.destroy();
      done(error);
    },
  });
  // A client that hangs up never lets the response drain.
  response.once('close', () => {
    if (!response.writableFinished) writable.destroy();
  });
  return writable;
}
