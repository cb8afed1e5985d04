import assert from 'node:assert/strict';
import { listListenAddresses } from './list-listen-addresses.ts';

describe('Where the server listens', () => {
  it('is at the addresses of a name, and at loopback for the health check', async () => {
    const addresses = await listListenAddresses('localhost');
    assert.ok(addresses.includes('127.0.0.1'));
    assert.ok(addresses.every((address) => address === '127.0.0.1' || address === '::1'));
  });

  it('is everywhere without a name', async () => {
    assert.deepEqual(await listListenAddresses(''), [undefined]);
  });

  it('is nowhere when the name is another machine’s', async () => {
    await assert.rejects(listListenAddresses('203.0.113.9'), /stands for no address of this machine/);
  });
});
