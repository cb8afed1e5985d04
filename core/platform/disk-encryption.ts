import { existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from './config.ts';

/** `encrypted` is null where it cannot be told from here. */
export type DiskEncryption = { encrypted: boolean | null; says: string };

/** What the kernel says of block devices and of the processor. */
type KernelFiles = { devices: string; processor: string };
const kernelFiles: KernelFiles = { devices: '/sys/dev/block', processor: '/proc/cpuinfo' };

/**
 * Whether the disk with the data is encrypted, as this container can tell. Secrets are mounted from that very
 * disk, so any file of them names its device.
 */
export async function readDiskEncryption({
  secretsDir,
}: Pick<Config, 'secretsDir'>): Promise<DiskEncryption> {
  const [secret = '.'] = await readdir(secretsDir);
  const { dev } = await stat(join(secretsDir, secret));
  // Linux, sysmacros.h: 12 bits of the major and 20 of the minor number, as far as disks have them.
  return describeEncryption(`${(dev >> 8) & 0xfff}:${(dev & 0xff) | ((dev >> 12) & 0xfff00)}`, kernelFiles);
}

/** The same of a device by its number, such as 254:0. ops/host/disk-encryption.sh says the same on the host. */
export async function describeEncryption(device: string, files: KernelFiles): Promise<DiskEncryption> {
  if (!existsSync(join(files.devices, device)))
    return {
      encrypted: null,
      says: 'not known: what lies below this file system cannot be told here',
    };
  if (await isEncrypted(device, files.devices))
    return { encrypted: true, says: 'encrypted by this machine (dm-crypt)' };
  const processor = await readFile(files.processor, 'utf8').catch(() => '');
  if (/\bhypervisor\b/.test(processor))
    return {
      encrypted: null,
      says: 'not known: nothing in this virtual machine encrypts it; ask whoever runs the machine below',
    };
  return {
    encrypted: false,
    says: 'NOT encrypted: whoever takes the disk reads every document (docs/install.md, "An encrypted disk")',
  };
}

/** True when everything that lies below is encrypted here. dm-verity and dm-integrity encrypt nothing. */
async function isEncrypted(device: string, devices: string): Promise<boolean> {
  const uuid = await readFile(join(devices, device, 'dm/uuid'), 'utf8').catch(() => '');
  if (/^CRYPT-(LUKS[12]|PLAIN|LOOPAES|TCRYPT|BITLK)-/.test(uuid)) return true;
  const names = await readdir(join(devices, device, 'slaves')).catch(() => []);
  const below = await Promise.all(
    names.map(async (name) => {
      const number = await readFile(join(devices, device, 'slaves', name, 'dev'), 'utf8');
      return isEncrypted(number.trim(), devices);
    }),
  );
  return below.length > 0 && below.every(Boolean);
}
