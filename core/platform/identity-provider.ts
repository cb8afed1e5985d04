import { createHash } from 'node:crypto';
import {
  authorizationCodeGrant,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  customFetch,
  discovery,
  enableNonRepudiationChecks,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
  type Configuration,
  type DiscoveryRequestOptions,
} from 'openid-client';
import type { Config } from './config.ts';
import { createOutsideFetch } from './fetch-outside.ts';

/** Where people sign in besides here, and as whom Strongroom is known there. */
export type ProviderSettings = { issuer: string; clientId: string; clientSecret: string };

/** What must be kept from the beginning of a sign-in to its end, out of anybody's reach. */
export type PendingSignOn = { state: string; nonce: string; verifier: string };

export type IdentityProvider = ReturnType<typeof openIdentityProvider>;

/** `fresh`: the person confirms anew who they are, whatever the provider remembers of them. */
type SignOnOptions = { returnTo: string; fresh: boolean };

/** Nobody waits longer for a provider than for a page. */
const timeoutSeconds = 8;
/**
 * What a provider says of itself changes seldom; its keys are looked up anew by the library when one is
 * unknown.
 */
const discoveryCacheMs = 3_600_000;
/** Seconds between the proof at the provider and its arrival here, clocks included. */
const maxAuthenticationAgeSeconds = 300;

/**
 * Speaks OpenID Connect with the firm's provider: authorization code with PKCE, state and nonce (RFC 9700
 * §2.1), certified library `openid-client`. Connects to nothing before it is asked. HTTPS alone; what it
 * fetches never follows a redirect, and leads to no network of ours, its keys and tokens included. Everything
 * here throws the library's errors: `describeProviderError` puts them into words.
 */
export function openIdentityProvider({ ownNetworks }: Pick<Config, 'ownNetworks'>) {
  const options = createDiscoveryOptions(ownNetworks);
  let cached: { key: string; until: number; provider: Configuration } | undefined;

  async function discoverProvider(settings: ProviderSettings): Promise<Configuration> {
    const { issuer, clientId, clientSecret } = settings;
    return discovery(new URL(issuer), clientId, clientSecret, undefined, options);
  }

  async function getProvider(settings: ProviderSettings): Promise<Configuration> {
    const key = createHash('sha256').update(JSON.stringify(settings)).digest('hex');
    if (cached?.key === key && cached.until > Date.now()) return cached.provider;
    cached = { key, until: Date.now() + discoveryCacheMs, provider: await discoverProvider(settings) };
    return cached.provider;
  }

  return {
    /** Asks the provider what it is, and changes nothing of what is remembered. @throws what the library throws */
    askProvider: async (settings: ProviderSettings): Promise<void> => void (await discoverProvider(settings)),
    /** Asks the provider what it is, past everything that is remembered. */
    checkSettings: async (settings: ProviderSettings): Promise<void> => {
      await discoverProvider(settings);
      cached = undefined;
    },
    /** The address at the provider to send the person to, and what to keep until they are back. */
    async startSignOn(
      settings: ProviderSettings,
      { returnTo, fresh }: SignOnOptions,
    ): Promise<{ address: string; pending: PendingSignOn }> {
      const provider = await getProvider(settings);
      const pending = { state: randomState(), nonce: randomNonce(), verifier: randomPKCECodeVerifier() };
      const address = buildAuthorizationUrl(provider, {
        redirect_uri: returnTo,
        scope: 'openid email profile',
        state: pending.state,
        nonce: pending.nonce,
        code_challenge: await calculatePKCECodeChallenge(pending.verifier),
        code_challenge_method: 'S256',
        ...(fresh && { prompt: 'login', max_age: '0' }),
      });
      return { address: address.href, pending };
    },
    /** The claims about the person who came back to `address`: signed, for us, for this sign-in, not expired. */
    async finishSignOn(
      settings: ProviderSettings,
      { address, pending, fresh }: { address: URL; pending: PendingSignOn; fresh: boolean },
    ): Promise<Record<string, unknown>> {
      const tokens = await authorizationCodeGrant(await getProvider(settings), address, {
        expectedState: pending.state,
        expectedNonce: pending.nonce,
        pkceCodeVerifier: pending.verifier,
        idTokenExpected: true,
        ...(fresh && { maxAge: maxAuthenticationAgeSeconds }),
      });
      return { ...tokens.claims() };
    },
  };
}

function createDiscoveryOptions(ownNetworks: Config['ownNetworks']): DiscoveryRequestOptions {
  return {
    timeout: timeoutSeconds,
    [customFetch]: createOutsideFetch(ownNetworks),
    // OpenID Connect Core §3.1.3.7 lets TLS do instead of signatures, but at many firms a proxy reads along.
    execute: [enableNonRepudiationChecks],
  };
}

/**
 * Why it did not work, without a full stop. What the provider wrote is not shown: anybody could have put it
 * into the address.
 */
export function describeProviderError(error: unknown): string {
  const codes = collectErrorCodes(error);
  for (const [code, reason] of reasons) if (codes.some((each) => code.test(each))) return reason;
  return 'its answer could not be understood';
}

const reasons: [RegExp, string][] = [
  [/^OWN_NETWORK$/, 'its address, or one that it named, leads to this appliance itself'],
  [/^(ENOTFOUND|EAI_AGAIN)$/, 'its name is not known to the network of this server'],
  [/^(ECONNREFUSED|ECONNRESET|EHOSTUNREACH|ENETUNREACH|EPIPE)$/, 'it does not answer this server'],
  [/TIMEOUT|ETIMEDOUT/, 'it did not answer in time'],
  [
    /CERT|SELF_SIGNED|UNABLE_TO|TLS|SSL/,
    'its certificate is not trusted here; give the firm’s own CA to install.sh with --extra-ca',
  ],
  [/^access_denied$/, 'it did not let you in, or you turned back there'],
  [
    /^(login_required|interaction_required|consent_required|account_selection_required)$/,
    'it did not ask you in',
  ],
  [/^(invalid_client|unauthorized_client)$/, 'it does not accept the client id or the client secret'],
  [/^invalid_grant$/, 'this sign-in was used up or took too long'],
  [/^REDIRECT_URI|^redirect_uri/, 'it does not know the return address of Strongroom'],
  [/JWT_TIMESTAMP/, 'what it said is over or not true yet; compare the clocks'],
  [/JWT_CLAIM|INVALID_SIGNATURE/, 'what it said was not meant for this sign-in'],
  [/JSON_ATTRIBUTE/, 'it calls itself by another address than the one in the settings'],
  [
    /RESPONSE_IS_NOT|PARSE_ERROR/,
    'there is no OpenID Connect provider at this address; give the one under which it publishes /.well-known/openid-configuration',
  ],
];

/** Errors wrap others: every code and OAuth error name in them, the innermost too. */
function collectErrorCodes(error: unknown, depth = 0): string[] {
  if (typeof error !== 'object' || error === null || depth > 5) return [];
  const { code, error: name, cause } = error as { code?: unknown; error?: unknown; cause?: unknown };
  const here = [name, code].filter((each) => typeof each === 'string');
  const message = error instanceof Error && error.message.startsWith('redirect_uri') ? ['redirect_uri'] : [];
  return [...collectErrorCodes(cause, depth + 1), ...here, ...message];
}
