import { createHash, randomUUID } from 'node:crypto';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { waitFor } from './wait-for.ts';

// Written against the outside face (docs/design.md) alone: nothing of the product is imported here, so what a stranger's client relies on
// is what these tests rely on.

export type ClientResponse = { status: number; type: string; headers: Headers; text: string; body: unknown };
export type ProblemDocument = { type: string; title: string; status: number; detail: string };
export type ApiMatter = { id: string; client: string; number: string; name: string; access: string };
export type ApiDocument = {
  id: string;
  filename: string;
  sha256: string;
  bytes: number;
  mediaType: string;
  state: string;
  reason: string | null;
  pageCount: number | null;
  parentId: string | null;
  attempts: number;
};
export type ApiHit = {
  documentId: string;
  matterId: string;
  filename: string;
  page: number;
  snippet: string;
};
export type SearchAnswer = {
  total: number;
  totalIsExact: boolean;
  hits: ApiHit[];
  nextCursor?: string | null;
};
export type RequestContent = string | Uint8Array<ArrayBuffer> | AsyncIterable<Uint8Array>;

export const finalStates = ['searchable', 'no-text', 'needs-password', 'quarantined', 'failed'];
export type ApiClient = ReturnType<typeof createApiClient>;

/** Trusts a private CA for every connection this process makes from now on. */
export function trustCertificateAuthority(pem: string): void {
  setDefaultCACertificates([...getCACertificates('default'), pem]);
}

/** A program that talks to Strongroom at `origin`, e.g. `https://localhost:9443`. Each client has its own session. */
export function createApiClient(origin: string) {
  let cookie = '';
  const headersWith = (more: Record<string, string>) => ({ ...(cookie !== '' && { cookie }), ...more });

  async function send(
    method: string,
    path: string,
    init: { body?: RequestContent; headers?: Record<string, string> } = {},
  ): Promise<Response> {
    const streams = typeof init.body === 'object' && !(init.body instanceof Uint8Array);
    const response = await fetch(origin + path, {
      method,
      headers: headersWith(init.headers ?? {}),
      redirect: 'manual',
      ...(init.body !== undefined && { body: init.body as BodyInit }),
      ...(streams && { duplex: 'half' }),
    } as RequestInit);
    for (const set of response.headers.getSetCookie())
      if (set.startsWith('__Host-session=')) cookie = set.split(';', 1)[0] ?? '';
    return response;
  }

  async function call(method: string, path: string, json?: unknown): Promise<ClientResponse> {
    const content =
      json === undefined
        ? {}
        : { body: JSON.stringify(json), headers: { 'content-type': 'application/json' } };
    return toClientResponse(await send(method, path, content));
  }

  async function expectStatus<T>(expected: number, asked: Promise<ClientResponse>): Promise<T> {
    const answer = await asked;
    if (answer.status !== expected)
      throw new Error(`Expected ${expected}, got ${answer.status}: ${answer.text.slice(0, 500)}`);
    return answer.body as T;
  }

  async function list<T>(path: string): Promise<T[]> {
    const items: T[] = [];
    let cursor: string | null | undefined = '';
    do {
      const query = cursor ? `${path.includes('?') ? '&' : '?'}cursor=${encodeURIComponent(cursor)}` : '';
      const page: { items: T[]; nextCursor?: string | null } = await expectStatus(
        200,
        call('GET', path + query),
      );
      items.push(...page.items);
      cursor = page.nextCursor;
    } while (cursor);
    return items;
  }

  const upload = async (matterId: string, filename: string, body: RequestContent) => {
    const path = `/api/matters/${matterId}/documents?filename=${encodeURIComponent(filename)}`;
    return toClientResponse(
      await send('POST', path, { body, headers: { 'content-type': 'application/octet-stream' } }),
    );
  };
  const document = (id: string) => expectStatus<ApiDocument>(200, call('GET', `/api/documents/${id}`));

  return {
    origin,
    send,
    call,
    list,
    upload,
    document,
    signIn: (email: string, password: string) =>
      expectStatus<undefined>(204, call('POST', '/api/session', { email, password })),
    signOut: () => expectStatus<undefined>(204, call('DELETE', '/api/session')),
    /** The session's cookie, for a request made by hand. */
    cookie: () => cookie,
    /** Forgets the session without telling the server. */
    dropSession: () => {
      cookie = '';
    },
    createMatter: (matter: Partial<Omit<ApiMatter, 'id'>> = {}) =>
      expectStatus<ApiMatter>(
        201,
        call('POST', '/api/matters', { ...anyMatter, number: randomUUID(), ...matter }),
      ),
    createPerson: (person: { email: string; name: string; password: string }) =>
      expectStatus<{ id: string }>(201, call('POST', '/api/people', person)),
    /** Uploads what must be accepted. */
    uploadAccepted: (matterId: string, filename: string, body: RequestContent) =>
      expectStatus<ApiDocument>(201, upload(matterId, filename, body)),
    documents: (matterId: string) => list<ApiDocument>(`/api/matters/${matterId}/documents`),
    page: (id: string, number: number) =>
      expectStatus<{ text: string; engine: string; confidence: number; label: string | null }>(
        200,
        call('GET', `/api/documents/${id}/pages/${number}`),
      ),
    search: (q: string, matter?: string) =>
      expectStatus<SearchAnswer>(
        200,
        call('GET', `/api/search?q=${encodeURIComponent(q)}${matter ? `&matter=${matter}` : ''}`),
      ),
    /** The document once it is in a final state. */
    waitForFinalState: (id: string, seconds = 120) =>
      waitFor(`document ${id} to reach a final state`, seconds, async () => {
        const found = await document(id);
        return finalStates.includes(found.state) ? found : undefined;
      }),
    /** SHA-256 and size of the original as it comes back. */
    hashDownload: async (id: string) => {
      const response = await send('GET', `/api/documents/${id}/original`);
      if (response.status !== 200 || !response.body)
        throw new Error(`Download of ${id} answered ${response.status}`);
      const hash = createHash('sha256');
      let bytes = 0;
      for await (const chunk of response.body) {
        hash.update(chunk);
        bytes += chunk.length;
      }
      return { sha256: hash.digest('hex'), bytes };
    },
  };
}

const anyMatter = {
  client: 'Harbour Trust',
  name: 'Harbour Trust v. Lindqvist',
  access: 'members',
};

async function toClientResponse(response: Response): Promise<ClientResponse> {
  const text = await response.text();
  const type = response.headers.get('content-type')?.split(';', 1)[0] ?? '';
  const isJson = type === 'application/json' || type.endsWith('+json');
  return {
    status: response.status,
    type,
    headers: response.headers,
    text,
    body: isJson && text !== '' ? JSON.parse(text) : undefined,
  };
}

export function sha256(content: Uint8Array | string): string {
  return createHash('sha256').update(content).digest('hex');
}
