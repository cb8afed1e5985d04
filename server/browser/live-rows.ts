import { fetchFragment } from './fetch-fragment.ts';
import { formatNumber } from './format.ts';
import { safeDisplayName } from './safe-display-name.ts';
import { subscribeToChanges, type DocumentChange } from './subscribe-to-changes.ts';

const refreshDelayMs = 600;

/** Keeps the documents of a matter as they are: a state moves on in its row, a document that is new brings a fresh list. */
export class LiveRows extends HTMLElement {
  #stop: (() => void) | undefined;
  #timer: number | undefined;

  connectedCallback(): void {
    this.#stop = subscribeToChanges(this.getAttribute('events') ?? '', (change) => this.#show(change));
  }

  disconnectedCallback(): void {
    this.#stop?.();
    window.clearTimeout(this.#timer);
  }

  #show(change: DocumentChange): void {
    const row = document.getElementById(`document-${change.id}`);
    if (row) this.#update(row, change);
    // An older page of the list does not show what is new.
    else if (!new URL(location.href).searchParams.has('cursor')) this.#refreshSoon();
  }

  #update(row: HTMLElement, { state, reason, pageCount }: DocumentChange): void {
    const shown = row.querySelector('.chip');
    if (shown?.getAttribute('data-state') !== state) {
      const chips = this.querySelector<HTMLTemplateElement>('template[data-chips]');
      const chip = chips?.content.querySelector(`[data-state="${CSS.escape(state)}"]`);
      if (chip) shown?.replaceWith(document.importNode(chip, true));
    }
    const sentence = row.querySelector<HTMLElement>('.reason');
    if (sentence) {
      sentence.textContent = safeDisplayName(reason ?? '');
      sentence.hidden = !reason;
    }
    const pages = row.querySelector('[data-pages]');
    if (pages && pageCount !== null) pages.textContent = formatNumber(pageCount);
  }

  /** Many files arrive at once: one fresh list shows them all. */
  #refreshSoon(): void {
    this.#timer ??= window.setTimeout(() => void this.#refresh(), refreshDelayMs);
  }

  async #refresh(): Promise<void> {
    const fresh = await fetchFragment(this.getAttribute('rows') ?? '', '#documents', { inBackground: true });
    this.#timer = undefined;
    if (!fresh) return;
    const focused = document.activeElement?.getAttribute('href');
    this.querySelector('#documents')?.replaceWith(fresh);
    if (focused)
      this.querySelector<HTMLElement>(`a[href="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  }
}
