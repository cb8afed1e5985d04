/** Narrows the rows of a table that is already on the page, while one types. */
export class FilterRows extends HTMLElement {
  connectedCallback(): void {
    this.hidden = false;
    this.querySelector('input')?.addEventListener('input', (event) =>
      this.#narrow((event.target as HTMLInputElement).value),
    );
  }

  #narrow(typed: string): void {
    const words = foldText(typed).split(/\s+/).filter(Boolean);
    const table = document.getElementById(this.getAttribute('for') ?? '');
    for (const row of table?.querySelectorAll<HTMLElement>('tbody tr') ?? []) {
      const text = foldText(row.textContent);
      row.hidden = !words.every((word) => text.includes(word));
    }
  }
}

/** Accents and case do not count: "muller" finds "Müller". */
function foldText(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}
