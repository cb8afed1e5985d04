import { fetchFragment } from './fetch-fragment.ts';
import { subscribeToChanges } from './subscribe-to-changes.ts';
import type { PageViewer } from './page-viewer.ts';

/** A document that is open: turns its pages without loading it anew, and shows its text as soon as it has been read. */
export class LiveDocument extends HTMLElement {
  #stop: (() => void) | undefined;
  #pending: AbortController | undefined;
  readonly #onPopState = () => void this.#show(location.href);

  connectedCallback(): void {
    this.addEventListener('click', (event) => this.#onClick(event));
    this.addEventListener('change', (event) => this.#onChange(event));
    window.addEventListener('popstate', this.#onPopState);
    this.#stop = subscribeToChanges(this.getAttribute('events') ?? '', (change) => {
      const isNews = change.id === this.getAttribute('of') && change.state !== this.getAttribute('state');
      if (isNews) void this.#renew(change.state);
    });
  }

  disconnectedCallback(): void {
    this.#stop?.();
    window.removeEventListener('popstate', this.#onPopState);
  }

  #onClick(event: MouseEvent): void {
    const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('.pager a') : null;
    const opensElsewhere = event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0;
    if (!link || opensElsewhere) return;
    event.preventDefault();
    void this.#turnTo(link.href, `.pager a[rel="${link.rel}"]`);
  }

  #onChange(event: Event): void {
    const field = event.target;
    if (!(field instanceof HTMLInputElement) || !field.matches('[data-page-field]') || !field.checkValidity())
      return;
    const address = new URL(location.href);
    address.searchParams.set('page', field.value);
    void this.#turnTo(address.href, '[data-page-field]');
  }

  async #turnTo(address: string, focusAfter: string): Promise<void> {
    if (!(await this.#show(address))) return location.assign(address);
    history.pushState(null, '', address);
    const control =
      this.querySelector<HTMLElement>(focusAfter) ?? this.querySelector<HTMLElement>('[data-page-field]');
    control?.focus({ preventScroll: true });
  }

  /** Whoever leafs fast wants the last page they asked for, not the slowest answer. */
  async #show(address: string): Promise<boolean> {
    this.#pending?.abort();
    const pending = new AbortController();
    this.#pending = pending;
    const viewer = this.querySelector<PageViewer>('page-viewer');
    viewer?.setAttribute('page', new URL(address).searchParams.get('page') ?? '1');
    const text = await fetchFragment(address, '#page-text', { signal: pending.signal });
    if (pending.signal.aborted) return true;
    if (text) this.querySelector('#page-text')?.replaceWith(text);
    return text !== null;
  }

  /** The state has moved on: heading, text and history are fetched anew; an original that is drawn stays so. */
  async #renew(state: string): Promise<void> {
    this.setAttribute('state', state);
    const fresh = await fetchFragment(location.href, 'main', { inBackground: true });
    this.#renewOriginal(fresh);
    for (const part of ['live-document > .heading', 'live-document > .notice', '#page-text', '.below']) {
      const now = document.querySelector(part);
      const next = fresh?.querySelector(part);
      if (now && next) now.replaceWith(next);
      else if (next && part.endsWith('.notice'))
        document.querySelector('live-document > .heading')?.after(next);
      else if (now && fresh && part.endsWith('.notice')) now.remove();
    }
  }

  /** Once the file has been checked it can be drawn; once a virus was found in it, no longer. */
  #renewOriginal(fresh: Element | null): void {
    const now = this.querySelector('.reader');
    const next = fresh?.querySelector('.reader');
    if (!now || !next) return;
    const isDrawn = (reader: Element) => reader.querySelector('.original') !== null;
    if (isDrawn(now) !== isDrawn(next)) now.replaceWith(next);
  }
}
