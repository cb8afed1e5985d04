export type UploadOutcome = { kind: 'filed' } | { kind: 'refused'; sentence: string } | { kind: 'cancelled' };

export type UploadObserver = {
  onProgress: (sent: number, whole: number) => void;
  /** The server asked for patience, or could not be reached: the file is sent again after so many seconds. */
  onRetry: (seconds: number, sentence: string) => void;
  signal: AbortSignal;
};

/** `key` names this file of the queue, however often it is sent (`Idempotency-Key`). */
export type KeyedFile = { file: File; key: string };

type UploadResponse = { status: number; sentence: string; retryAfter: number | null };

/** What may be otherwise in a moment: not reached, stood still on the way, too much or too many just now. */
const passingStatuses = new Set([0, 408, 429, 503]);
const maxAttempts = 8;
const maxRetrySeconds = 60;

/**
 * Sends one file as it is. Busy or unreachable servers are asked again, with the same key: if it was only the answer
 * that was lost, the file is not filed twice. Every other refusal is final and has a sentence.
 */
export async function uploadFile(
  to: string,
  keyed: KeyedFile,
  observer: UploadObserver,
): Promise<UploadOutcome> {
  let last = '';
  for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
    const answer = await sendFile(to, keyed, observer);
    if (observer.signal.aborted) return { kind: 'cancelled' };
    if (answer.status === 201) return { kind: 'filed' };
    last = answer.sentence;
    if (!passingStatuses.has(answer.status)) return { kind: 'refused', sentence: last };
    if (attempt === maxAttempts) break;
    const seconds = Math.min(answer.retryAfter ?? 2 ** attempt, maxRetrySeconds);
    observer.onRetry(seconds, last);
    await delay(seconds * 1000, observer.signal);
    if (observer.signal.aborted) return { kind: 'cancelled' };
  }
  return { kind: 'refused', sentence: last };
}

/** XMLHttpRequest, because fetch does not tell how much of a body has been sent. */
function sendFile(to: string, { file, key }: KeyedFile, observer: UploadObserver): Promise<UploadResponse> {
  return new Promise((done) => {
    const request = new XMLHttpRequest();
    const cancel = () => request.abort();
    observer.signal.addEventListener('abort', cancel, { once: true });
    request.upload.addEventListener('progress', (event) => observer.onProgress(event.loaded, event.total));
    request.addEventListener('loadend', () => {
      observer.signal.removeEventListener('abort', cancel);
      done({ status: request.status, sentence: readProblem(request), retryAfter: readRetryAfter(request) });
    });
    request.open('POST', `${to}?filename=${encodeURIComponent(file.name)}`);
    // Always raw bytes: a file that calls itself a form must not be read as one.
    request.setRequestHeader('Content-Type', 'application/octet-stream');
    request.setRequestHeader('Accept', 'application/json');
    request.setRequestHeader('Idempotency-Key', key);
    request.send(file);
  });
}

function readProblem(request: XMLHttpRequest): string {
  if (request.status === 0)
    return 'The server could not be reached, or the file changed while it was being sent.';
  if (request.status === 401)
    return 'Your session has ended. Sign in again in another tab, then press “Send again”.';
  try {
    const problem = JSON.parse(request.responseText) as { detail?: unknown };
    if (typeof problem.detail === 'string') return problem.detail;
  } catch {
    // Not one of our answers; the status is all there is to say.
  }
  return `The server answered with error ${request.status}. Try again later.`;
}

function readRetryAfter(request: XMLHttpRequest): number | null {
  const seconds = Number(request.getResponseHeader('Retry-After') ?? Number.NaN);
  return Number.isFinite(seconds) ? seconds : null;
}

function delay(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    const timer = window.setTimeout(done, ms);
    signal.addEventListener('abort', () => {
      window.clearTimeout(timer);
      done();
    });
  });
}
