import { fetchFragment } from './fetch-fragment.ts';

/** A part of a page that is fetched again every so many seconds, for as long as the server draws it as one that changes. */
export class LivePart extends HTMLElement {
  #timer: number | undefined;

  connectedCallback(): void {
    this.#wait();
  }

  disconnectedCallback(): void {
    window.clearTimeout(this.#timer);
  }

  #wait(): void {
    const seconds = Number(this.getAttribute('every') ?? 0);
    if (seconds > 0) this.#timer = window.setTimeout(() => void this.#renew(), seconds * 1000);
  }

  async #renew(): Promise<void> {
    const fresh = await fetchFragment(location.href, `#${CSS.escape(this.id)}`, { inBackground: true });
    // Nobody's focus is taken away: what is inside is fetched again once they have left it.
    if (!fresh || this.contains(document.activeElement)) return this.#wait();
    this.replaceWith(fresh);
  }
}
