/**
 * Fetches a page of our own and gives the part of it that `selector` names, ready to be put in; null when the page
 * cannot be had (signed out, not there any more, the network): then what is shown stays as it is.
 */
export async function fetchPart(
  address: string,
  selector: string,
  signal?: AbortSignal,
): Promise<Element | null> {
  try {
    const answer = await fetch(address, { headers: { Accept: 'text/html' }, ...(signal && { signal }) });
    if (answer.redirected && new URL(answer.url).pathname === '/sign-in') return null;
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
    const part = page.querySelector(selector);
    return part && document.importNode(part, true);
  } catch {
    return null;
  }
}
