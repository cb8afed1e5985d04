import { fetchFragment } from './fetch-fragment.ts';

/** Long enough that every search that is recorded was meant: half-typed words are not searched for. */
const debounceMs = 450;
const minimumLength = 3;

/** Searches while one types, after a pause. */
export class SearchAsYouType extends HTMLElement {
  #timer: number | undefined;
  #pending: AbortController | undefined;
  #lastQuery = '';

  connectedCallback(): void {
    const field = this.querySelector<HTMLInputElement>('input[name="q"]');
    this.#lastQuery = field?.value.trim() ?? '';
    field?.addEventListener('input', () => {
      window.clearTimeout(this.#timer);
      const typed = field.value.trim();
      if (typed.length >= minimumLength && typed !== this.#lastQuery)
        this.#timer = window.setTimeout(() => void this.#search(typed), debounceMs);
    });
  }

  async #search(typed: string): Promise<void> {
    const form = this.querySelector('form');
    if (!form) return;
    this.#pending?.abort();
    const pending = new AbortController();
    this.#pending = pending;
    this.#lastQuery = typed;
    const fields = [...new FormData(form)].filter(
      (field): field is [string, string] => typeof field[1] === 'string',
    );
    const query = new URLSearchParams(fields);
    const address = `/search?${query.toString()}`;
    const id = this.getAttribute('refreshes') ?? '';
    const fresh = await fetchFragment(address, `#${CSS.escape(id)}`, { signal: pending.signal });
    if (!fresh || pending.signal.aborted) return;
    document.getElementById(id)?.replaceWith(fresh);
    history.replaceState(null, '', address);
  }
}
