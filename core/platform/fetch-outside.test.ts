import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { describeProviderError, openIdentityProvider } from './identity-provider.ts';
import { listOwnNetworks } from './own-networks.ts';

describe('An identity provider that an administrator names', () => {
  it('is not even asked when it is one of ours, however it is written', async () => {
    let asked = 0;
    const server = createServer((socket) => {
      asked += 1;
      socket.destroy();
    }).listen(0);
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const { checkSettings } = openIdentityProvider({ ownNetworks: listOwnNetworks() });
    const reasonFor = (host: string) =>
      checkSettings({ issuer: `https://${host}:${port}`, clientId: 'a', clientSecret: 'b' }).then(
        () => 'none',
        describeProviderError,
      );
    try {
      for (const host of ['localhost', '127.0.0.1', '0x7f.1', '2130706433', '[::1]', '[::ffff:127.0.0.1]'])
        assert.match(await reasonFor(host), /leads to this appliance itself/, host);
      assert.equal(asked, 0);
      const open = openIdentityProvider({ ownNetworks: [] });
      const settings = { issuer: `https://127.0.0.1:${port}`, clientId: 'a', clientSecret: 'b' };
      assert.match(
        await open.checkSettings(settings).then(() => 'none', describeProviderError),
        /does not answer/,
      );
      assert.equal(asked, 1, 'elsewhere it is');
    } finally {
      server.close();
    }
  });
});
