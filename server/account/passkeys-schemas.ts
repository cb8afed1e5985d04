import { z } from 'zod';
import { id, time } from '../http/schemas.ts';

/** Bytes as browsers write them in WebAuthn's own JSON (WebAuthn Level 3 §5.1). */
const base64url = z
  .string()
  .max(16_000)
  .regex(/^[\w-]*$/, 'is not base64url');
const credential = {
  id: base64url,
  rawId: base64url,
  type: z.literal('public-key'),
  clientExtensionResults: z.object({}),
};

export const passkeyAssertionSchema = z
  .object({
    ...credential,
    response: z.object({
      clientDataJSON: base64url,
      authenticatorData: base64url,
      signature: base64url,
      userHandle: base64url.exactOptional(),
    }),
  })
  .meta({ id: 'PasskeyAnswer', description: 'AuthenticationResponseJSON of WebAuthn' });

const passkeyRegistrationSchema = z
  .object({
    ...credential,
    response: z.object({
      clientDataJSON: base64url,
      attestationObject: base64url,
      transports: z.array(z.string().max(30)).max(10).exactOptional(),
    }),
  })
  .meta({ id: 'MadePasskey', description: 'RegistrationResponseJSON of WebAuthn' });

const name = z.string('give the passkey a name').trim().min(1, 'give the passkey a name').max(100);

export const newPasskeySchema = z.object({ name, passkey: passkeyRegistrationSchema });

export const passkeySchema = z
  .object({
    id,
    name: z.string(),
    site: z.string().describe('the host name under which alone it works'),
    createdAt: time,
    lastUsedAt: time.nullable(),
  })
  .meta({ id: 'Passkey' });

/** What is handed to navigator.credentials as it is; the browser checks it. */
export const passkeyOptionsSchema = z
  .looseObject({ challenge: z.string() })
  .describe('options of WebAuthn, as JSON');

export const recoveryCodesSchema = z.array(z.string()).describe('shown this once');

/** In a form it stands as text, where the script of the page has put it. */
const jsonFormField = z.string('use a passkey').max(48_000).transform(parseJsonField);
export const passkeyAssertionFormSchema = z.object({ passkey: jsonFormField.pipe(passkeyAssertionSchema) });
export const newPasskeyFormSchema = z.object({
  name,
  passkey: jsonFormField.pipe(passkeyRegistrationSchema),
});

function parseJsonField(text: string, context: z.RefinementCtx): unknown {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue({ code: 'custom', message: 'the page’s script has not run; reload the page' });
    return z.NEVER;
  }
}
