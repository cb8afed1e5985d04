import type { Socket } from 'node:net';

const statuses: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
};

/**
 * Answers what Node cannot read as a request (a method that there is not, a header that is too long) with a problem
 * (RFC 9457) that nobody keeps, and ends the connection: where the next request begins is not known (RFC 9112 §11.2).
 * For `clientError` of an HTTP server.
 */
export function refuseUnreadable(error: NodeJS.ErrnoException, socket: Socket): void {
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const status = statuses[error.code ?? ''] ?? '400 Bad Request';
  const body = JSON.stringify({
    type: 'urn:strongroom:problem:invalid-request',
    title: 'The request is not valid',
    status: Number.parseInt(status, 10),
    detail:
      'The request could not be read. Check its method and the length of its headers and send it again.',
    requestId: 'none',
  });
  const headers = [
    `HTTP/1.1 ${status}`,
    'Connection: close',
    'Cache-Control: no-store',
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Strict-Transport-Security: max-age=63072000',
    'X-Content-Type-Options: nosniff',
  ];
  socket.end(`${headers.join('\r\n')}\r\n\r\n${body}`);
}
