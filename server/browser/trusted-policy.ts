/** Trusted Types (W3C), as far as they are used here; TypeScript does not know them yet. */
type TrustedTypes = { createPolicy: (name: string, rules: TrustedPolicy) => TrustedPolicy };
type TrustedPolicy = { createHTML: (text: string) => string; createScriptURL: (url: string) => string };

const rules: TrustedPolicy = {
  createHTML: (text) => text,
  createScriptURL: (url) => {
    if (!url.startsWith(new URL('.', import.meta.url).href)) throw new TypeError('not a script of ours');
    return url;
  },
};

/**
 * The one policy that the content security policy allows. `createHTML` is for pages of our own server that are
 * parsed and never run (fetch-fragment.ts), `createScriptURL` for the scripts of this release.
 */
export const trustedPolicy: TrustedPolicy =
  (globalThis as { trustedTypes?: TrustedTypes }).trustedTypes?.createPolicy('strongroom', rules) ?? rules;
