import { Agent, request as openRequest } from 'node:http';
import type { HostileRequest } from './operation.ts';

export type RawAnswer = {
  status: number;
  type: string;
  location: string;
  /** What stands before its body. */
  headBytes: number;
  text: string;
};

/** So much of an answer is read: a list of everything takes no longer than its beginning. */
const readCharacters = 20_000;
const agent = new Agent({ keepAlive: true, maxSockets: 32 });
/** An answer's head is measured by the caller, however large. */
const maxHeaderSize = 256 * 1024;

/**
 * Sends a request as it stands: `fetch` would mend its address and its headers. An answer without an end (events) is left
 * when it begins. @throws where no answer comes
 */
export function sendRawRequest(
  port: number,
  { method, path, headers, body }: HostileRequest,
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const request = openRequest({
      agent,
      maxHeaderSize,
      host: '127.0.0.1',
      port,
      method: method.toUpperCase(),
      path,
      headers,
    });
    request.setTimeout(30_000, () => request.destroy(new Error('no answer in 30 seconds')));
    request.once('error', reject);
    request.once('response', (response) => {
      const type = String(response.headers['content-type'] ?? '');
      const { statusCode: status = 0, rawHeaders, headers: received } = response;
      const headBytes = Buffer.byteLength(rawHeaders.join('    '));
      const answer: RawAnswer = { status, type, location: received.location ?? '', headBytes, text: '' };
      const finish = () => resolve(answer);
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        answer.text += chunk;
        if (answer.text.length > readCharacters) response.destroy();
      });
      response.once('close', finish);
      response.once('error', finish);
      if (type.startsWith('text/event-stream')) response.destroy();
    });
    request.end(body);
  });
}
