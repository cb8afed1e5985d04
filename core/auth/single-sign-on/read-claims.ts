import { SsoRefused } from './sso-refused.ts';
import { normaliseEmail } from '../../platform/email-address.ts';

/** How a provider's claims are read: each provider has its own way to say which address belongs to whom. */
export const ssoProviderTypes = ['standard', 'entra', 'google'] as const;
export type SsoProviderType = (typeof ssoProviderTypes)[number];

export type ClaimRules = {
  shape: SsoProviderType;
  name: string;
  issuer: string;
  emailDomains: string[];
  groupClaims: string[];
  /** Values of acr or amr that stand for a second factor. */
  secondFactorValues: string[];
};

/** A person as the firm's provider knows them. */
export type ProviderIdentity = {
  issuer: string;
  subject: string;
  /** An address that the provider has proved to be theirs, of a domain that the firm allows. */
  email: string | undefined;
  name: string | undefined;
  groups: string[];
  /** The provider asked for more than a password, in a way that the firm accepts. */
  strong: boolean;
  /** When they last proved to the provider that it is they. */
  provedAt: Date | undefined;
};

type Claims = Record<string, unknown>;

/**
 * Reads what a provider claims, which the library has found to be signed by it and meant for this sign-in.
 * @throws SsoRefused for somebody of another organisation, or where groups are left out
 */
export function readClaims(claims: Claims, rules: ClaimRules): ProviderIdentity {
  refuseOutsiders(claims, rules);
  const email = readVerifiedEmail(claims, rules);
  const { auth_time: provedAt } = claims;
  return {
    issuer: String(claims['iss']),
    subject: String(claims['sub']),
    email: email !== undefined && isAllowed(email, rules) ? email : undefined,
    name: asText(claims['name']),
    groups: rules.groupClaims.flatMap((claim) => readGroups(claims, claim, rules)),
    strong: [claims['acr'], ...asList(claims['amr'])].some(
      (value) => typeof value === 'string' && rules.secondFactorValues.includes(value),
    ),
    provedAt: typeof provedAt === 'number' ? new Date(provedAt * 1000) : undefined,
  };
}

/** Entra ID and Google sign in the whole world: only the firm's own tenant, or Workspace, is let through. */
function refuseOutsiders(claims: Claims, { shape, name, issuer, emailDomains }: ClaimRules): void {
  const own =
    shape === 'standard' ||
    (shape === 'google'
      ? emailDomains.includes(asText(claims['hd'])?.toLowerCase() ?? '')
      : issuer.split('/').includes(asText(claims['tid']) ?? '-'));
  if (own) return;
  throw new SsoRefused(
    'outsider',
    `This account of ${name} does not belong to the firm. Sign in there with your account at the firm.`,
  );
}

/**
 * The address that is proved. Entra ID proves no `email` (anybody can write any into their own account
 * there); the sign-in name is of a domain that the tenant owns, except a guest's.
 */
function readVerifiedEmail(claims: Claims, { shape }: ClaimRules): string | undefined {
  if (shape !== 'entra')
    return claims['email_verified'] === true ? asEmail(asText(claims['email'])) : undefined;
  const name = asText(claims['preferred_username']) ?? asText(claims['upn']);
  const isGuest = claims['acct'] === 1 || name?.toUpperCase().includes('#EXT#');
  return isGuest ? undefined : asEmail(name);
}

function asEmail(value: string | undefined): string | undefined {
  return value !== undefined && /^[^\s@]+@[^\s@]+$/.test(value) && value.length <= 254
    ? normaliseEmail(value)
    : undefined;
}

function isAllowed(email: string, { emailDomains }: ClaimRules): boolean {
  return emailDomains.length === 0 || emailDomains.includes(email.slice(email.lastIndexOf('@') + 1));
}

/** `realm_access.roles` is a claim of that name, or else `roles` within `realm_access`. */
function readGroups(claims: Claims, claim: string, { name }: ClaimRules): string[] {
  const elsewhere = claims['_claim_names'];
  if (isRecord(elsewhere) && claim in elsewhere) throw tooManyGroups(name);
  if (claim === 'groups' && claims['hasgroups'] === true) throw tooManyGroups(name);
  const value =
    claims[claim] ??
    claim.split('.').reduce<unknown>((at, key) => (isRecord(at) ? at[key] : undefined), claims);
  return (typeof value === 'string' ? [value] : asList(value)).filter((group) => typeof group === 'string');
}

function tooManyGroups(name: string): SsoRefused {
  return new SsoRefused(
    'group overage',
    `You are in more groups than ${name} tells at once. Ask your administrator to have it send only the groups that are assigned to Strongroom, or application roles.`,
  );
}

function isRecord(value: unknown): value is Claims {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function asList(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function asText(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim().slice(0, 320) : undefined;
}
