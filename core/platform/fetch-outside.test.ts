import assert from 'node:assert/strict';
import { once } from 'node:events';
import { execFile } from 'node:child_process';
import { createServer as createHttpServer, type IncomingMessage } from 'node:http';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { extname } from 'node:path';
import { promisify } from 'node:util';
import { clientSecret, startIdentityProvider } from '../../test/support/test-identity-provider.ts';
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
    const { checkSettings } = openIdentityProvider({ ownNetworks: () => listOwnNetworks() });
    const reasonFor = (host: string) =>
      checkSettings({ issuer: `https://${host}:${port}`, clientId: 'a', clientSecret: 'b' }).then(
        () => 'none',
        describeProviderError,
      );
    try {
      for (const host of ['localhost', '127.0.0.1', '0x7f.1', '2130706433', '[::1]', '[::ffff:127.0.0.1]'])
        assert.match(await reasonFor(host), /leads to this appliance itself/, host);
      assert.equal(asked, 0);
      const open = openIdentityProvider({ ownNetworks: () => [] });
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

  it('is asked for no token and no key in a network of ours, whatever it names', async () => {
    const provider = await startIdentityProvider();
    const returnTo = 'https://localhost/single-sign-on/back';
    const settings = { issuer: provider.issuer, clientId: 'strongroom', clientSecret };
    const signOn = async (names: Record<string, string>) => {
      provider.state.names = names;
      const opened = openIdentityProvider({ ownNetworks: () => ['127.0.0.2/32'] });
      const { address, pending } = await opened.startSignOn(settings, { returnTo, fresh: false });
      const back = new URL(await provider.followRedirects(address));
      return opened
        .finishSignOn(settings, { address: back, pending, fresh: false })
        .then(({ sub }) => sub, describeProviderError);
    };
    try {
      assert.equal(await signOn({}), 'nobody');
      const { port } = new URL(provider.issuer);
      for (const name of ['token_endpoint', 'jwks_uri'])
        assert.match(
          String(await signOn({ [name]: `https://127.0.0.2:${port}/` })),
          /this appliance itself/,
          name,
        );
    } finally {
      provider.stop();
    }
  }).timeout(60_000);

  it('is asked through the proxy of the firm by its name, which the proxy looks up', async () => {
    const asked: string[] = [];
    const proxy = createHttpServer().on('connect', ({ url = '' }: IncomingMessage, socket: Socket) => {
      asked.push(url);
      socket.end('HTTP/1.1 502 none\r\n\r\n');
    });
    await once(proxy.listen(0, '127.0.0.1'), 'listening');
    const { port } = proxy.address() as AddressInfo;
    const program = `import { createOutsideFetch } from '${new URL(`./fetch-outside${extname(import.meta.url)}`, import.meta.url).href}';
      await createOutsideFetch(() => ['127.0.0.0/8'])('https://provider.invalid/', { method: 'GET', headers: {} })
        .catch(({ code }) => process.stdout.write(code));`;
    const env = {
      ...process.env,
      NODE_USE_ENV_PROXY: '1',
      HTTPS_PROXY: `http://localhost:${port}`,
      NO_PROXY: '',
    };
    try {
      const child = promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program], {
        env,
      });
      assert.equal((await child).stdout, 'ERR_PROXY_TUNNEL');
      assert.deepEqual(asked, ['provider.invalid:443']);
    } finally {
      proxy.close();
    }
  }).timeout(60_000);
});
