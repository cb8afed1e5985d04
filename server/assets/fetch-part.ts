/**
 * Fetches a page of our own and gives the part of it that `selector` names, ready to be put in; null when the page
 * cannot be had (signed out, not there any more, the network): then what is shown stays as it is.
 */
export async function fetchPart(
  address: string,
  selector: string,
  options: { signal?: AbortSignal; byItself?: boolean } = {},
): Promise<Element | null> {
  try {
    const { signal, byItself } = options;
    // What nobody asked for must not keep a session from ending by idleness.
    const headers = { Accept: 'text/html', ...(byItself && { 'X-By-Itself': '1' }) };
    const answer = await fetch(address, { headers, ...(signal && { signal }) });
    if (answer.redirected && new URL(answer.url).pathname === '/sign-in') return null;
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const part = page.querySelector(selector);
    return part && document.importNode(part, true);
  } catch {
    return null;
  }
}
