import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
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

  it('is refused where it is no address of one host, or an IPv4 address that IPv6 carries through a tunnel', async () => {
    const ways = ['224.0.0.1', '239.255.255.250', '255.255.255.255', '240.0.0.1', 'ff02::1', 'ff0e::1'];
    ways.push('::7f00:1', '::10.88.0.1', '::ffff:0:7f00:1', '64:ff9b::7f00:1', '64:ff9b::127.0.0.1');
    ways.push('64:ff9b:1::7f00:1', '64:ff9b:1:fffe::1', '2002:7f00:1::', '2001:0:7f00:1::1', '100::1');
    ways.push('fec0::1', '4000::1', '5f00::1', '192.0.0.1', '192.88.99.1');
    for (const host of ways) assert.equal(await kindOf(host), 'own', host);
    // RFC 6052: what a network with DNS64 calls an IPv4 address, of ours or of others.
    assert.equal(await kindOf('64:ff9b::10.88.0.7', ['10.88.0.3/16']), 'own');
    assert.equal(await kindOf('64:ff9b::10.89.0.7', ['10.88.0.3/16']), 'outside');
  });

  it('is taken inside the firm, in a private network that is not ours', async () => {
    const networks = listOwnNetworks({ listInterfaces: () => ({}) });
    for (const host of [
      '10.0.0.25',
      '172.20.0.25',
      '192.168.1.25',
      '100.64.0.25',
      'fd00::25',
      '2606:4700::25',
    ])
      assert.equal(await kindOf(host, networks), 'outside', host);
  });

  describe('by what the host shows of its own networks', () => {
    const listInterfaces = () => ({});
    let folder: string;
    const write = (name: string, text: string) => {
      writeFileSync(join(folder, name), text);
      return listOwnNetworks({ folder, listInterfaces });
    };
    beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'own-networks-'))));
    afterEach(() => rmSync(folder, { recursive: true }));

    it('is refused in a network of ours that the host command wrote down', async () => {
      const before = listOwnNetworks({ folder, listInterfaces });
      assert.equal(await kindOf('10.77.0.1', before), 'outside', 'without the file');
      const networks = write('project', '10.77.0.0/16\n\nnonsense\nfd00:5::/64\n');
      for (const host of ['10.77.0.1', '10.77.9.9', 'fd00:5::2'])
        assert.equal(await kindOf(host, networks), 'own', host);
      for (const host of ['10.78.0.1', '2001:db8::8'])
        assert.equal(await kindOf(host, networks), 'outside', host);
    });

    it('is refused at an address that the host has just now, and taken at one beside it', async () => {
      const trie = (last: string) => `Main:
  +-- 0.0.0.0/0 3 0 4
     |-- 0.0.0.0
        /0 universe UNICAST
     +-- 172.18.0.0/16 2 0 2
        |-- 172.18.0.0
           /16 link UNICAST
        |-- 172.18.0.${last}
           /32 host LOCAL
        |-- 172.18.255.255
           /32 link BROADCAST
Local:
  +-- 10.9.0.0/16 2 0 2
     |-- 10.9.0.0
        /32 link UNICAST
        /16 host LOCAL
`;
      const networks = write('ipv4', trie('1'));
      for (const host of ['172.18.0.1', '172.18.255.255', '10.9.3.4', '::ffff:172.18.0.1'])
        assert.equal(await kindOf(host, networks), 'own', host);
      for (const host of ['172.18.0.2', '172.18.0.25', '203.0.113.25'])
        assert.equal(await kindOf(host, networks), 'outside', host);
      // It got another address, and nobody started anything anew.
      const later = write('ipv4', trie('2'));
      assert.deepEqual(
        [await kindOf('172.18.0.1', later), await kindOf('172.18.0.2', later)],
        ['outside', 'own'],
      );
    });

    it('is refused at an IPv6 address of the host', async () => {
      const networks = write(
        'ipv6',
        '20010db8000000000000000000000007 02 40 00 80     eth0\n00000000000000000000000000000001 01 80 10 80       lo\n',
      );
      assert.deepEqual(
        [await kindOf('2001:db8::7', networks), await kindOf('2001:db8::8', networks)],
        ['own', 'outside'],
      );
    });

    it('is refused at every address of this machine, as its kernel lists them', async () => {
      symlinkSync('/proc/self/net/fib_trie', join(folder, 'ipv4'));
      symlinkSync('/proc/self/net/if_inet6', join(folder, 'ipv6'));
      const networks = listOwnNetworks({ folder, listInterfaces });
      const addresses = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
      assert.ok(addresses.length > 0);
      for (const { address } of addresses) assert.equal(await kindOf(address, networks), 'own', address);
    });

    it('is judged without what is missing, or what the engine made a folder of', async () => {
      mkdirSync(join(folder, 'project'));
      assert.equal(await kindOf('10.77.0.1', listOwnNetworks({ folder, listInterfaces })), 'outside');
    });
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
