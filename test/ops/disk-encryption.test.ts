import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describeEncryption } from '../../core/platform/disk-encryption.ts';
import { rootDir } from '../support/paths.ts';
import { tryRun } from '../support/run-program.ts';

/** A block device as /sys/dev/block shows it: its dm name, and the numbers of those below it. */
type Devices = Record<string, { uuid?: string; below?: string[] }>;

const luks = 'CRYPT-LUKS2-0b1c-data';
const machines: { what: string; devices: Devices; virtual?: true; encrypted: boolean | null }[] = [
  {
    what: 'LUKS on a partition',
    devices: { '9:0': { uuid: luks, below: ['8:1'] }, '8:1': {} },
    encrypted: true,
  },
  {
    what: 'LVM on LUKS',
    devices: { '9:0': { uuid: 'LVM-x', below: ['9:1'] }, '9:1': { uuid: luks, below: ['8:1'] }, '8:1': {} },
    encrypted: true,
  },
  {
    what: 'a mirror of which one half is encrypted',
    devices: { '9:0': { below: ['9:1', '8:2'] }, '9:1': { uuid: luks }, '8:2': {} },
    encrypted: false,
  },
  { what: 'a plain partition', devices: { '9:0': {} }, encrypted: false },
  {
    what: 'dm-verity, which encrypts nothing',
    devices: { '9:0': { uuid: 'CRYPT-VERITY-1-x' } },
    encrypted: false,
  },
  { what: 'a virtual machine', devices: { '9:0': {} }, virtual: true, encrypted: null },
  {
    what: 'LUKS inside a virtual machine',
    devices: { '9:0': { uuid: luks } },
    virtual: true,
    encrypted: true,
  },
  { what: 'a file system of no block device', devices: {}, encrypted: null },
];

describe('whether the disk under the data is encrypted', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'strongroom-disks-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };

  for (const { what, devices, virtual, encrypted } of machines)
    it(`is said of ${what}, alike on the host and in a container`, async () => {
      write('cpuinfo', `flags : fpu ${virtual ? 'hypervisor ' : ''}lahf_lm\n`);
      for (const [number, { uuid, below = [] }] of Object.entries(devices)) {
        write(`${number}/dev`, `${number}\n`);
        if (uuid) write(`${number}/dm/uuid`, `${uuid}\n`);
        for (const each of below) write(`${number}/slaves/dm-${each.replace(':', '-')}/dev`, `${each}\n`);
      }
      const script = '. "$1/ops/host/disk-encryption.sh"; describe_encryption "$2" "$3" "$4"';
      const processor = join(folder, 'cpuinfo');
      const { stdout } = await tryRun('bash', ['-c', script, 'bash', rootDir, '9:0', folder, processor]);
      const seen = await describeEncryption('9:0', { devices: folder, processor });
      assert.equal(stdout, `${encrypted} ${seen.says}\n`);
      assert.equal(seen.encrypted, encrypted);
    });

  it('is asked of the device that holds the folder', async () => {
    const script = '. "$1/ops/host/disk-encryption.sh"; device_number "$2"; echo; data_encryption "$2"';
    const { stdout, code } = await tryRun('bash', ['-ec', script, 'bash', rootDir, folder]);
    assert.equal(code, 0);
    assert.match(stdout, /^\d+:\d+\n(true|false|null) \S/);
  });
});
