import { trustedPolicy } from './trusted-policy.ts';

/**
 * Fetches a page of our own and gives the part of it that `selector` names, ready to be put in; null when the page
 * cannot be had (signed out, not there any more, the network): then what is shown stays as it is.
 */
export async function fetchFragment(
  url: string,
  selector: string,
  options: { signal?: AbortSignal; inBackground?: boolean } = {},
): Promise<Element | null> {
  try {
    const { signal, inBackground } = options;
    // What nobody asked for must not keep a session from ending by idleness.
    const headers = new Headers({ Accept: 'text/html' });
    if (inBackground) headers.set('X-By-Itself', '1');
    const response = await fetch(url, { headers, signal: signal ?? null });
    if (response.redirected && new URL(response.url).pathname === '/sign-in') return null;
    const text = trustedPolicy.createHTML(await response.text());
    const page = new DOMParser().parseFromString(text, 'text/html');
    const fragment = page.querySelector(selector);
    return fragment && document.importNode(fragment, true);
  } catch {
    return null;
  }
}
