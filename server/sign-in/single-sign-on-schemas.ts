import { z } from 'zod';
import { ssoProviderTypes } from '../../core/auth/single-sign-on/read-claims.ts';
import { personRoles } from '../../core/actor.ts';
import { ssoModes } from '../../core/auth/single-sign-on/sso-settings.ts';
import { id } from '../http/schemas.ts';

const wordList = (most: number) => z.array(z.string().trim().min(1).max(300)).max(most);

const ssoSettingsFields = {
  mode: z.enum(ssoModes).describe('off; beside passwords; or only, but for emergency administrators'),
  name: z.string().trim().min(1, 'give it a name').max(100).describe('as people know the provider'),
  shape: z.enum(ssoProviderTypes).describe('how its claims are read; standard: Keycloak and most others'),
  issuer: z
    .url({ protocol: /^https$/, error: 'is the provider’s address, and begins with https://' })
    .max(500),
  clientId: z.string().trim().min(1, 'type the client id').max(500),
  emailDomains: z
    .array(
      z
        .string()
        .trim()
        .toLowerCase()
        .regex(/^[^\s@/]+\.[^\s@/]+$/, 'is a domain, such as firm.example')
        .max(253),
    )
    .max(50),
  createsPeople: z
    .boolean()
    .describe('whoever the provider knows and nobody here does becomes a member of staff'),
  groupClaims: wordList(10).describe('names of claims with groups or roles, such as realm_access.roles'),
  groupRoles: z
    .array(z.object({ group: z.string().trim().min(1).max(300), role: z.enum(personRoles) }))
    .max(200)
    .describe('the first that fits counts, else member; empty: roles are given here'),
  secondFactorValues: wordList(20).describe('values of acr or amr that stand for a second factor'),
};

export const newSsoSettingsSchema = z.object({
  ...ssoSettingsFields,
  clientSecret: z.string().min(1).max(2000).optional().describe('left out: the one that is kept'),
  emergencyAdministrators: z.array(id.max(100)).max(50).describe('ids'),
});

export const ssoSettingsSchema = z
  .object({
    settings: z.object({ ...ssoSettingsFields, hasSecret: z.literal(true) }).nullable(),
    candidates: z
      .array(
        z.object({
          id,
          name: z.string(),
          email: z.string(),
          emergency: z.boolean(),
          ready: z.boolean().describe('has a password and an authenticator app'),
        }),
      )
      .describe('the administrators'),
  })
  .meta({ id: 'SingleSignOn' });
