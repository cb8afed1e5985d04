const shortFormat = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });
const longFormat = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'long' });

/** Shows a time in the reader's own time zone and manner; the full form stands in the tooltip. */
export class LocalTime extends HTMLElement {
  connectedCallback(): void {
    const time = this.querySelector('time');
    const at = new Date(this.getAttribute('datetime') ?? '');
    if (!time || Number.isNaN(at.getTime())) return;
    time.textContent = shortFormat.format(at);
    time.title = longFormat.format(at);
  }
}
