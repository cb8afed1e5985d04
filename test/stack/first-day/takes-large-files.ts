import assert from 'node:assert/strict';
import { createHash, randomBytes, type Hash } from 'node:crypto';
import { readdirSync, readFileSync, statfsSync } from 'node:fs';
import { run } from '../../support/run.js';
import { administrator, containers, dataDir } from './appliance.js';

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

/** The most memory the processes of a container ever held, in MB, as the kernel counted it. */
async function peakMegabytes(id: string): Promise<number> {
  const init = (await run('docker', ['inspect', '--format', '{{.State.Pid}}', id])).trim();
  const children = readFileSync(`/proc/${init}/task/${init}/children`, 'utf8')
    .trim()
    .split(' ')
    .filter(Boolean);
  const peaks = [init, ...children].map((pid) =>
    Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? Number.NaN),
  );
  return peaks.reduce((sum, kilobytes) => sum + kilobytes, 0) / 1024;
}

describe('a file of 2 GB', function takesLargeFiles() {
  this.timeout(40 * 60_000);

  it('passes with the server’s memory under 200 MB, and comes back as it was', async () => {
    const admin = await administrator();
    const disk = statfsSync(dataDir);
    if (disk.bavail * disk.bsize < diskNeeded) {
      console.log('    NOT RUN: the disk has less than 12 GB free, so no file of 2 GB was uploaded.');
      return;
    }
    const matter = await admin.createMatter({ name: 'Large files' });
    const hash = createHash('sha256');
    const started = Date.now();
    const document = await admin.file(matter.id, 'disk-image.bin', largeFile(hash));
    const seconds = (Date.now() - started) / 1000;
    const expected = hash.digest('hex');
    assert.deepEqual([document.sha256, document.bytes], [expected, size]);

    const peaks = await Promise.all((await containers('server', false)).map(peakMegabytes));
    console.log(
      `    uploaded in ${Math.round(seconds)} s; servers' peaks: ${peaks.map((peak) => `${Math.round(peak)} MB`).join(', ')}`,
    );
    assert.equal(peaks.length, 2);
    for (const peak of peaks) assert.ok(peak < mostMegabytes, `${peak} MB`);

    assert.deepEqual(await admin.downloadHash(document.id), { sha256: expected, bytes: size });
    const settled = await admin.settled(document.id, 300);
    assert.equal(settled.state, 'no-text');
    const after = await Promise.all((await containers('server', false)).map(peakMegabytes));
    for (const peak of after) assert.ok(peak < mostMegabytes, `${peak} MB after the download`);
  });

  it('leaves nothing behind in storage but itself', () => {
    const incoming = readdirSync(`${dataDir}/minio/documents`).filter((name) => name === 'incoming');
    const left = incoming.flatMap((name) => readdirSync(`${dataDir}/minio/documents/${name}`));
    assert.deepEqual(left, []);
  });
});
