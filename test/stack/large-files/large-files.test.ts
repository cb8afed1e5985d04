import assert from 'node:assert/strict';
import { createHash, randomBytes, type Hash } from 'node:crypto';
import { readdirSync, statfsSync } from 'node:fs';
import { readPeakMemory, watchMemory } from '../../support/container-memory.ts';
import { signInAdministrator, listContainers, applianceDataDir } from '../first-day/appliance.ts';

const size = 2 * 1024 ** 3;
const blockBytes = 1024 ** 2;
const mostMegabytes = 200;
/** The upload, the copy storage makes of it, and what must stay free. */
const diskNeeded = 12 * 1024 ** 3;

/** 2 GB that do not compress and never repeat: each block carries its number. */
async function* largeFile(hash: Hash): AsyncGenerator<Uint8Array> {
  const block = randomBytes(blockBytes);
  for (let index = 0; index < size / blockBytes; index += 1) {
    block.writeUInt32BE(index, 0);
    hash.update(block);
    yield Uint8Array.from(block);
  }
}

describe('a file of 2 GB', function takesLargeFiles() {
  this.timeout(40 * 60_000);
  let memory: ReturnType<typeof watchMemory> | undefined;
  after(() => memory?.stop());

  it('passes with the server’s memory under 200 MB, and comes back as it was', async () => {
    const admin = await signInAdministrator();
    const disk = statfsSync(applianceDataDir);
    if (disk.bavail * disk.bsize < diskNeeded) {
      console.log('    NOT RUN: the disk has less than 12 GB free, so no file of 2 GB was uploaded.');
      return;
    }
    const matter = await admin.createMatter({ name: 'Large files' });
    const servers = await listContainers('server', false);
    memory = watchMemory(servers);
    const hash = createHash('sha256');
    const started = Date.now();
    const document = await admin.uploadAccepted(matter.id, 'disk-image.bin', largeFile(hash));
    const seconds = (Date.now() - started) / 1000;
    const expected = hash.digest('hex');
    assert.deepEqual([document.sha256, document.bytes], [expected, size]);

    await admin.waitForFinalState(document.id, 600);
    assert.deepEqual(await admin.hashDownload(document.id), { sha256: expected, bytes: size });
    const peaks = memory.stop();
    const processes = await Promise.all(servers.map((id) => readPeakMemory(id)));
    const ownPeaks = processes.map(({ own }) => own);
    const inWords = (figures: number[]) => figures.map((peak) => `${Math.round(peak)} MB`).join(', ');
    const wholePeaks = inWords(processes.map(({ whole }) => whole));
    const shown = `the containers held at most ${inWords(peaks)}, the processes ${inWords(ownPeaks)}, with the shared program ${wholePeaks}`;
    console.log(`    uploaded in ${Math.round(seconds)} s; ${shown}`);
    assert.deepEqual([peaks.length, ownPeaks.length], [2, 2]);
    for (const peak of [...peaks, ...ownPeaks]) assert.ok(peak > 0 && peak < mostMegabytes, shown);
    const settled = await admin.waitForFinalState(document.id, 300);
    assert.equal(settled.state, 'no-text');
  });

  it('leaves nothing behind in storage but itself', () => {
    const incoming = readdirSync(`${applianceDataDir}/minio/documents`).filter((name) => name === 'incoming');
    const left = incoming.flatMap((name) => readdirSync(`${applianceDataDir}/minio/documents/${name}`));
    assert.deepEqual(left, []);
  });
});
