import { type createPrivateKey, generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import express from 'express';
import Provider from 'oidc-provider';
import { trustCertificateAuthority } from './client.ts';
import { createCertificate } from './create-certificate.ts';

type Claims = Record<string, unknown>;

export type TestProvider = Awaited<ReturnType<typeof startIdentityProvider>>;

export const tenantId = randomUUID();
export const clientSecret = 'a secret that is shared with the provider';
/** What claims of the three kinds of providers are called. */
const claimNames =
  'sub name email email_verified groups roles realm_access hd tid preferred_username upn acct hasgroups _claim_names amr';

/**
 * A real OpenID provider in this process, over TLS, whose address has a tenant in it as Entra ID's does. It sends people
 * back to the appliance at `origin` alone.
 */
export async function startIdentityProvider(origin = 'https://localhost') {
  const { key, certificate } = createCertificate();
  trustCertificateAuthority(certificate);
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const signingKey = { ...privateKey.export({ format: 'jwk' }), kid: 'first', use: 'sig', alg: 'RS256' };
  const web = express();
  const server = createServer({ key, cert: certificate }, web);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  const path = `/${tenantId}/v2.0`;
  const issuer = `https://localhost:${port}${path}`;

  const state = {
    /** Who signs in at the provider next, and what it says of them. */
    person: { sub: 'nobody' } as Claims & { sub: string },
    /** What a provider that is broken or hostile makes of its own claims before it signs them. */
    forge: (claims: Claims): Claims => claims,
    /** What it says of itself besides, or instead. */
    names: {} as Record<string, string>,
    /** Signs with a key that nobody knows. */
    badSignature: false,
  };
  const provider = new Provider(issuer, {
    jwks: { keys: [signingKey as never] },
    clients: [
      {
        client_id: 'strongroom',
        client_secret: clientSecret,
        redirect_uris: [`${origin}/single-sign-on/back`],
        token_endpoint_auth_method: 'client_secret_post',
        require_auth_time: true,
      },
    ],
    cookies: { keys: [randomUUID()] },
    claims: { openid: claimNames.split(' ') },
    conformIdTokenClaims: false,
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_context, { uid }) => `${path}/in/${uid}` },
    findAccount: (_context, accountId) => ({ accountId, claims: async () => state.person }),
    loadExistingGrant: async ({ oidc }) => {
      const grant = new oidc.provider.Grant({
        clientId: oidc.client?.clientId ?? '',
        accountId: oidc.session?.accountId ?? '',
      });
      grant.addOIDCScope('openid email profile');
      await grant.save();
      return grant;
    },
    ttl: { AccessToken: 60, AuthorizationCode: 60, Grant: 60, IdToken: 60, Interaction: 60, Session: 60 },
  });
  provider.use(async (context, next) => {
    await next();
    const body = context['body'] as { id_token?: string } | undefined;
    if (context.path.startsWith('/.well-known/')) context['body'] = { ...body, ...state.names };
    if (context.path !== '/token' || typeof body?.id_token !== 'string') return;
    const wrong = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    body.id_token = signAgain(body.id_token, state.forge, state.badSignature ? wrong : privateKey);
  });
  web.get(`${path}/in/:uid`, (request, response) => {
    request.url = request.originalUrl;
    const { sub: accountId, amr } = state.person;
    return provider.interactionFinished(request, response, {
      login: { accountId, ...(Array.isArray(amr) && { amr: amr as string[] }) },
    });
  });
  web.use(path, provider.callback());

  return {
    issuer,
    state,
    /** What a browser does that was sent to `address`: where the provider sends it back to in the end. */
    followRedirects: async (address: string): Promise<string> => {
      const jar = new Map<string, string>();
      let at = address;
      for (let step = 0; step < 10; step += 1) {
        const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
        const answer = await fetch(at, { redirect: 'manual', headers: { cookie } });
        for (const set of answer.headers.getSetCookie()) {
          const [name = '', value = ''] = (set.split(';', 1)[0] ?? '').split(/=(.*)/s);
          jar.set(name, value);
        }
        const to = answer.headers.get('location');
        if (to === null) throw new Error(`the provider answered ${answer.status}: ${await answer.text()}`);
        at = new URL(to, at).href;
        if (!at.startsWith(issuer)) return at;
      }
      throw new Error('the provider sends people round in circles');
    },
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

function signAgain(
  token: string,
  forge: (claims: Claims) => Claims,
  key: ReturnType<typeof createPrivateKey>,
): string {
  const [header = '', payload = ''] = token.split('.');
  const claims = forge(JSON.parse(Buffer.from(payload, 'base64url').toString()) as Claims);
  const said = `${header}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}`;
  return `${said}.${sign('sha256', Buffer.from(said), key).toString('base64url')}`;
}
