import { randomUUID } from 'node:crypto';
import { createServer as createHttpServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { openApp, type App } from '../../core/app.ts';
import { hashPassword } from '../../core/auth/passwords/password-hash.ts';
import { openSandboxes } from '../../core/tools/sandbox-client.ts';
import { createServer } from '../../server/create-server.ts';
import { startWorkerTasks } from '../../worker/start-worker.ts';
import { createApiClient, type ApiClient, type ApiDocument, type ApiMatter } from '../support/client.ts';
import { buildSeedDocuments, type SeedDocument } from './seed-documents.ts';
import { seedMatters, seedPassword, seedPeople, type PersonKey, type SeedMatter } from './seed-firm.ts';
import { areServicesUp, origin, processEnv, refuse } from './surroundings.ts';

/** Long enough for a machine that does something else besides. */
const secondsForAll = 900;

if (!(await areServicesUp()))
  refuse('The services do not run, so nothing can be filed. Type: npm run services');
Object.assign(process.env, processEnv, { STRONGROOM_LOG_LEVEL: 'silent' });
const apps = { server: openApp('server'), worker: openApp('worker'), ops: openApp('ops') };
const server = createHttpServer(createServer(apps.server)).listen(0, '127.0.0.1');
await once(server, 'listening');
const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const worker = startWorkerTasks({
  ...apps.worker,
  sandboxes: openSandboxes({ scratchDir: apps.worker.config.scratchDir, log: apps.worker.log }),
});
try {
  await seed();
} finally {
  await worker.stop();
  server.closeAllConnections();
  server.close();
  for (const app of Object.values(apps)) await app.close();
}
process.exit();

/** Files the firm through the API that programs use, and waits until the worker has read everything. What is there already stays. */
async function seed(): Promise<void> {
  await createFirstAdministrator(apps.ops);
  const { clients, ids } = await createPeople();
  const documents = await buildSeedDocuments();
  const filed: { client: ApiClient; id: string; document: SeedDocument }[] = [];
  for (const matter of seedMatters) {
    const client = clients[matter.owner];
    const matterId = await createSeedMatter(client, matter, ids);
    const own = documents.filter(({ group }) => group === matter.documents);
    const there = await listDocumentIds(client, matterId);
    for (const document of own) {
      const id = there.get(document.filename) ?? (await file(client, { matterId, document, there }));
      there.set(document.filename, id);
      filed.push({ client, id, document });
    }
  }
  const astray = await waitForAll(filed);
  await closeMatters(clients);
  report(filed.length, astray);
}

async function createFirstAdministrator({ database }: Pick<App, 'database'>): Promise<void> {
  const { email, name, role } = seedPeople.margaret;
  const passwordHash = await hashPassword(seedPassword);
  await database.asProcess(async (tx) => {
    if (await tx.person.findUnique({ where: { email } })) return;
    await tx.person.create({ data: { id: randomUUID(), email, name, role, passwordHash } });
  });
}

async function createPeople() {
  const administrator = createApiClient(address);
  await administrator.signIn(seedPeople.margaret.email, seedPassword);
  const listed = await administrator.list<{ id: string; email: string }>('/api/people');
  const clients = {} as Record<PersonKey, ApiClient>;
  const ids = {} as Record<PersonKey, string>;
  for (const [key, person] of Object.entries(seedPeople) as [PersonKey, (typeof seedPeople)[PersonKey]][]) {
    const there = listed.find(({ email }) => email === person.email);
    const { email, name, role } = person;
    ids[key] = (there ?? (await administrator.createPerson({ email, name, password: seedPassword }))).id;
    // An auditor takes two administrators; the seed is the host, which needs none.
    const where = { id: ids[key] };
    if (!there) await apps.ops.database.asProcess((tx) => tx.person.update({ where, data: { role } }));
    clients[key] = createApiClient(address);
    await clients[key].signIn(person.email, seedPassword);
  }
  return { clients, ids };
}

async function createSeedMatter(
  client: ApiClient,
  matter: SeedMatter,
  ids: Record<PersonKey, string>,
): Promise<string> {
  const { number, name, access } = matter;
  const there = (await client.list<ApiMatter>('/api/matters')).find((one) => one.number === number);
  if (there) return there.id;
  const { id } = await client.createMatter({ client: matter.client, number, name, access });
  for (const [key, role] of Object.entries(matter.members))
    await mustSucceed(client.call('PUT', `/api/matters/${id}/members/${ids[key as PersonKey]}`, { role }));
  if (matter.walledOff) {
    const wall = {
      matterId: id,
      personId: ids[matter.walledOff],
      reason: 'acted for the other side in 2024',
    };
    await mustSucceed(client.call('POST', '/api/walls', wall));
  }
  return id;
}

async function listDocumentIds(client: ApiClient, matterId: string): Promise<Map<string, string>> {
  const listed = await client.list<ApiDocument>(`/api/matters/${matterId}/documents?versions=all`);
  return new Map(
    listed.filter(({ parentId }) => parentId === null).map(({ filename, id }) => [filename, id]),
  );
}

async function file(
  client: ApiClient,
  { matterId, document, there }: { matterId: string; document: SeedDocument; there: Map<string, string> },
): Promise<string> {
  const { filename, content, replaces } = document;
  const query = new URLSearchParams({ filename });
  if (replaces !== undefined) query.set('replaces', there.get(replaces) ?? '');
  const response = await client.send('POST', `/api/matters/${matterId}/documents?${query}`, {
    body: new Uint8Array(Buffer.from(content)),
    headers: { 'content-type': 'application/octet-stream' },
  });
  const text = await response.text();
  if (response.status !== 201) throw new Error(`${filename} was not accepted: ${text}`);
  return (JSON.parse(text) as ApiDocument).id;
}

/** @returns a line for each document that did not end where it should */
async function waitForAll(
  filed: { client: ApiClient; id: string; document: SeedDocument }[],
): Promise<string[]> {
  const deadline = Date.now() + secondsForAll * 1_000;
  const astray: string[] = [];
  for (const { client, id, document } of filed) {
    const { state, reason } = await client.waitForFinalState(id, (deadline - Date.now()) / 1_000);
    if (state !== document.state)
      astray.push(`${document.filename}: ${state} (${reason ?? ''}), not ${document.state}`);
  }
  return astray;
}

/** Last, because nothing can be filed in a closed matter. */
async function closeMatters(clients: Record<PersonKey, ApiClient>): Promise<void> {
  for (const matter of seedMatters.filter(({ closed }) => closed)) {
    const client = clients[matter.owner];
    const there = (await client.list<ApiMatter>('/api/matters')).find(
      ({ number }) => number === matter.number,
    );
    if (!there || (await client.call('GET', `/api/matters/${there.id}/closing`)).text !== 'null') continue;
    const [schedule] = await client.list<{ id: string }>('/api/retention-schedules');
    await mustSucceed(
      client.call('PUT', `/api/matters/${there.id}/closing`, { scheduleId: schedule?.id ?? '' }),
    );
  }
}

async function mustSucceed(asked: ReturnType<ApiClient['call']>): Promise<void> {
  const { status, text } = await asked;
  if (status >= 300) throw new Error(`The API answered ${status}: ${text.slice(0, 500)}`);
}

function report(count: number, astray: string[]): void {
  const people = Object.values(seedPeople).map(
    ({ email, name, role }) => `  ${email.padEnd(26)}${name}, ${role}`,
  );
  process.stdout.write(
    `${Object.keys(seedPeople).length} people, ${seedMatters.length} matters and ${count} documents are there. Sign in at ${origin} with the password "${seedPassword}" as\n${people.join('\n')}\n`,
  );
  if (astray.length === 0) return;
  process.stderr.write(`Not where they should be:\n${astray.map((line) => `  ${line}\n`).join('')}`);
  process.exitCode = 1;
}
