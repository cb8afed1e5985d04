import assert from 'node:assert/strict';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ClientResponse, ApiClient, ApiDocument, ProblemDocument } from '../../support/client.ts';
import { waitFor } from '../../support/wait-for.ts';
import { signInAdministrator, listContainers, applianceDataDir, docker } from './appliance.ts';
import { run } from '../../support/run-program.ts';

const healSeconds = 240;

async function waitForHealthy(service: string): Promise<void> {
  await waitFor(`${service} to be healthy`, 120, async () => {
    const states = await run('docker', [
      'inspect',
      '--format',
      '{{.State.Health.Status}}',
      ...(await listContainers(service)),
    ]);
    return states
      .trim()
      .split('\n')
      .every((state) => state === 'healthy')
      ? true
      : undefined;
  });
}

const textOf = (name: string, index: number) =>
  `Exhibit ${index} of the ${name} says: keyword${name}${index}x stands here.`;

/** Uploads one after the other; `during` is called once, before upload number `at`, and not waited for. */
async function uploadMany(
  client: ApiClient,
  matterId: string,
  plan: { name: string; count: number; at: number; during: () => Promise<void> },
): Promise<ClientResponse[]> {
  const answers: ClientResponse[] = [];
  let fault: Promise<void> | undefined;
  for (let index = 0; index < plan.count; index += 1) {
    if (index === plan.at) fault = plan.during();
    answers.push(await client.upload(matterId, `${plan.name}-${index}.txt`, textOf(plan.name, index)));
  }
  await fault;
  return answers;
}

/** Every accepted document becomes searchable and is found; every refused one was refused with a sentence. */
async function assertAnswersWereTrue(
  client: ApiClient,
  matterId: string,
  answers: ClientResponse[],
): Promise<{ listed: number; accepted: number }> {
  const accepted = answers.filter(({ status }) => status === 201).map(({ body }) => body as ApiDocument);
  for (const { id } of accepted) {
    const settled = await client.waitForFinalState(id, healSeconds);
    assert.equal(settled.state, 'searchable', `${settled.filename}: ${settled.reason}`);
  }
  for (const { status, type, body } of answers.filter((answer) => answer.status !== 201)) {
    assert.equal(status, 503);
    assert.equal(type, 'application/problem+json');
    assert.match((body as ProblemDocument).detail, /^[A-Z].+\.$/);
  }
  const listed = (await client.documents(matterId)).map(({ id }) => id);
  for (const { id } of accepted) assert.ok(listed.includes(id), `${id} was accepted and is not listed`);
  return { listed: listed.length, accepted: accepted.length };
}

describe('what was accepted is never lost', function survivesFaults() {
  this.timeout(20 * 60_000);
  let admin: ApiClient;
  before(async function waitForAppliance() {
    this.timeout(30 * 60_000);
    admin = await signInAdministrator();
  });

  it('when the worker is killed in the middle of 50 uploads', async () => {
    const matter = await admin.createMatter({ name: 'Killed worker' });
    const answers = await uploadMany(admin, matter.id, {
      ...{ name: 'killed', count: 50, at: 20 },
      during: async () => {
        await docker('kill', 'worker');
        await sleep(3_000);
        await docker('start', 'worker');
      },
    });
    assert.deepEqual([...new Set(answers.map(({ status }) => status))], [201]);
    await assertAnswersWereTrue(admin, matter.id, answers);
    assert.equal((await admin.search('keywordkilled49x')).total, 1);
  });

  it('when Redis is killed and everything in it is gone', async () => {
    const matter = await admin.createMatter({ name: 'Wiped queue' });
    const answers = await uploadMany(admin, matter.id, {
      ...{ name: 'wiped', count: 50, at: 20 },
      during: async () => {
        await docker('kill', 'redis');
        for (const entry of readdirSync(join(applianceDataDir, 'redis')))
          rmSync(join(applianceDataDir, 'redis', entry), { recursive: true });
        await sleep(5_000);
        await docker('start', 'redis');
      },
    });
    assert.deepEqual([...new Set(answers.map(({ status }) => status))], [201]);
    await waitForHealthy('redis');
    await assertAnswersWereTrue(admin, matter.id, answers);
    assert.equal((await admin.search('keywordwiped20x')).total, 1);
  });

  it('when the storage stops during an upload: that one is refused with a sentence, and works when tried again', async () => {
    const matter = await admin.createMatter({ name: 'Stopped storage' });
    let stopped: Promise<void> | undefined;
    async function* slowly(): AsyncGenerator<Uint8Array> {
      for (let part = 0; part < 24; part += 1) {
        if (part === 12) stopped = docker('stop', 'minio');
        if (part === 16) await stopped;
        yield new Uint8Array(1024 ** 2).fill(65 + part);
      }
    }
    const cut = await admin.upload(matter.id, 'cut.txt', slowly());
    const refused = await admin.upload(matter.id, 'refused.txt', textOf('refused', 1));
    await docker('start', 'minio');
    await waitForHealthy('minio');
    assert.deepEqual(await assertAnswersWereTrue(admin, matter.id, [cut, refused]), {
      listed: 0,
      accepted: 0,
    });
    assert.deepEqual([cut.status, refused.status], [503, 503]);
    assert.ok(Number(refused.headers.get('retry-after')) > 0);
    const again = await waitFor('uploads to be taken again', 60, async () => {
      const answer = await admin.upload(matter.id, 'again.txt', textOf('again', 1));
      return answer.status === 201 ? answer : undefined;
    });
    await assertAnswersWereTrue(admin, matter.id, [again]);
  });

  it('when PostgreSQL restarts: requests in between are refused with a sentence, and no process needs a restart', async () => {
    const matter = await admin.createMatter({ name: 'Restarted database' });
    const ids = await listContainers();
    const answers = await uploadMany(admin, matter.id, {
      name: 'restart',
      count: 20,
      at: 5,
      during: () => docker('restart', 'postgres'),
    });
    await waitForHealthy('postgres');
    await assertAnswersWereTrue(admin, matter.id, answers);
    const last = await waitFor('uploads to be taken again', 60, async () => {
      const answer = await admin.upload(matter.id, 'after.txt', textOf('after', 1));
      return answer.status === 201 ? answer : undefined;
    });
    assert.equal(
      (await admin.waitForFinalState((last.body as ApiDocument).id, healSeconds)).state,
      'searchable',
    );
    assert.deepEqual(await listContainers(), ids);
  });
});
