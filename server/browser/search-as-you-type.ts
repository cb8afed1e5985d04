import { fetchFragment } from './fetch-fragment.ts';

/** Long enough that every search that is recorded was meant: half-typed words are not searched for. */
const debounceMs = 450;
const minimumLength = 3;

/** Searches while one types, after a pause. */
export class SearchAsYouType extends HTMLElement {
  #timer: number | undefined;
  #asking: AbortController | undefined;
  #last = '';

  connectedCallback(): void {
    const field = this.querySelector<HTMLInputElement>('input[name="q"]');
    this.#last = field?.value.trim() ?? '';
    field?.addEventListener('input', () => {
      window.clearTimeout(this.#timer);
      const typed = field.value.trim();
      if (typed.length >= minimumLength && typed !== this.#last)
        this.#timer = window.setTimeout(() => void this.#search(typed), debounceMs);
    });
  }

  async #search(typed: string): Promise<void> {
    const form = this.querySelector('form');
    if (!form) return;
    this.#asking?.abort();
    const asking = new AbortController();
    this.#asking = asking;
    this.#last = typed;
    const fields = [...new FormData(form)].filter(
      (field): field is [string, string] => typeof field[1] === 'string',
    );
    const query = new URLSearchParams(fields);
    const address = `/search?${query.toString()}`;
    const id = this.getAttribute('refreshes') ?? '';
    const fresh = await fetchFragment(address, `#${CSS.escape(id)}`, { signal: asking.signal });
    if (!fresh || asking.signal.aborted) return;
    document.getElementById(id)?.replaceWith(fresh);
    history.replaceState(null, '', address);
  }
}
