/** Trusted Types (W3C), as far as they are used here; TypeScript does not know them yet. */
type TrustedTypes = { createPolicy: <Rules>(name: string, rules: Rules) => Rules };

const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
const scriptsPath = new URL('.', import.meta.url).href;

// For pdf.js, which names its worker by a text: the scripts of this release pass, and nothing else does.
trustedTypes?.createPolicy('default', {
  createScriptURL: (url: string) => (new URL(url, location.href).href.startsWith(scriptsPath) ? url : null),
});

const parsedPages = { createHTML: (text: string) => text };

/**
 * The one way from a text to markup that the content security policy allows: for pages of our own server, which
 * are parsed and never run (fetch-fragment.ts).
 */
export const trustedPolicy = trustedTypes?.createPolicy('strongroom', parsedPages) ?? parsedPages;
