import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { networkInterfaces, tmpdir } from 'node:os';
import { listOwnNetworks, resolveOutsideHost } from './own-networks.ts';
import { sendMail } from './send-mail.ts';

const kindOf = async (host: string, networks = listOwnNetworks()) =>
  (await resolveOutsideHost(host, networks)).kind;

describe('A host that an administrator names', () => {
  it('is refused where it leads to this machine or its networks, however it is written', async () => {
    const ways = ['localhost', '127.0.0.1', '127.9.9.9', '0x7f.1', '2130706433', '0', '0.0.0.0', '::1', '::'];
    ways.push('::ffff:127.0.0.1', '::ffff:7f00:1', '169.254.169.254', 'fe80::1', '::ffff:169.254.169.254');
    for (const interfaces of Object.values(networkInterfaces()))
      ways.push(...(interfaces ?? []).map(({ address }) => address));
    for (const host of ways) assert.equal(await kindOf(host), 'own', host);
    for (const host of ['10.88.0.1', '10.88.255.254', '::ffff:10.88.0.7'])
      assert.equal(await kindOf(host, ['10.88.0.3/16']), 'own', host);
  });

  it('is refused in every private network where the system does not tell which are ours', async () => {
    const listInterfaces = () => {
      throw new Error('uv_interface_addresses returned Unknown system error 97');
    };
    const networks = listOwnNetworks({ listInterfaces });
    for (const host of ['10.88.0.1', '172.18.0.5', '192.168.3.4', 'fd00::5', '127.0.0.1'])
      assert.equal(await kindOf(host, networks), 'own', host);
    assert.equal(await kindOf('203.0.113.25', networks), 'outside');
  });

  it('is refused where the installer wrote down that it is the host or another network of ours', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'own-networks-'));
    const file = join(folder, 'own-networks');
    const listInterfaces = () => ({});
    try {
      const before = listOwnNetworks({ file, listInterfaces });
      assert.equal(await kindOf('198.51.100.7', before), 'outside', 'without the file');
      writeFileSync(file, '198.51.100.7/32\n10.77.0.0/16\n\nnonsense\nfd00:5::/64\n2001:db8::7/128\n');
      const networks = listOwnNetworks({ file, listInterfaces });
      for (const host of ['198.51.100.7', '10.77.0.1', '10.77.9.9', 'fd00:5::2', '2001:db8::7'])
        assert.equal(await kindOf(host, networks), 'own', host);
      for (const host of ['198.51.100.8', '10.78.0.1', '2001:db8::8'])
        assert.equal(await kindOf(host, networks), 'outside', host);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('is taken elsewhere, by the address that was looked up', async () => {
    const networks = ['127.0.0.0/8', '10.88.0.3/16'];
    for (const host of ['203.0.113.25', '2001:db8::25', '10.89.0.1'])
      assert.deepEqual(await resolveOutsideHost(host, networks), { kind: 'outside', address: host });
    assert.equal(await kindOf('mail.invalid'), 'unknown');
  });

  it('is sent no mail and not even asked when it is one of ours', async () => {
    let asked = 0;
    const server = createServer(() => (asked += 1)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const mail = { id: '1', to: 'ada@firm.example', subject: 'a', text: 'b' };
    const from = 'room@firm.example';
    try {
      for (const host of ['localhost', '127.0.0.1', '0x7f.1']) {
        const settings = { host, port, security: 'plain', user: null, password: null, from } as const;
        await assert.rejects(sendMail(settings, mail, listOwnNetworks()), /leads to this appliance itself/);
      }
      assert.equal(asked, 0);
    } finally {
      server.close();
    }
  });
});
