/** One file of the queue, as it is shown: its name, a sentence, a bar and a button. */
export class UploadRow {
  readonly element = document.createElement('li');
  readonly #says = document.createElement('span');
  readonly #bar = document.createElement('progress');
  readonly #button = document.createElement('button');
  #started = 0;

  constructor(file: File) {
    const name = document.createElement('bdi');
    name.className = 'name';
    name.textContent = safeDisplayName(file.name);
    name.title = name.textContent;
    this.#says.className = 'says';
    this.#bar.max = 1;
    this.#bar.value = 0;
    this.#bar.setAttribute('aria-label', `Sent of ${name.textContent}`);
    this.#button.type = 'button';
    this.#button.className = 'quiet';
    this.element.append(name, this.#button, this.#says, this.#bar);
    this.showState('waiting', 'Waiting for its turn');
  }

  showState(look: 'waiting' | 'sending' | 'filed' | 'refused', sentence: string): void {
    this.element.className = look;
    this.#says.textContent = sentence;
    this.#bar.hidden = look === 'filed' || look === 'refused';
  }

  setAction(label: string | null, act: () => void = () => undefined): void {
    this.#button.hidden = label === null;
    this.#button.textContent = label ?? '';
    this.#button.onclick = act;
  }

  setProgress(sent: number, whole: number): void {
    if (this.#started === 0 || sent === 0) this.#started = performance.now();
    const seconds = (performance.now() - this.#started) / 1000;
    this.#bar.value = whole > 0 ? sent / whole : 0;
    const speed = seconds > 1 ? `, ${formatBytes(sent / seconds)}/s` : '';
    // The last byte has left; the answer comes when the file is safe on disk.
    this.showState(
      'sending',
      sent >= whole ? 'Sent; being stored' : `${formatBytes(sent)} of ${formatBytes(whole)}${speed}`,
    );
  }
}

/** The same as server/ui/safe-display-name.ts: browser scripts import nothing from the server. */
export function safeDisplayName(name: string): string {
  const unseen =
    /[\p{Cc}\p{Zl}\p{Zp}\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/gu;
  return name.replace(
    unseen,
    (character) =>
      `\u27e8U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}\u27e9`,
  );
}

export function formatBytes(bytes: number): string {
  const units = ['bytes', 'KB', 'MB', 'GB', 'TB'];
  const step = bytes < 1 ? 0 : Math.min(Math.floor(Math.log2(bytes) / 10), units.length - 1);
  const figure = bytes / 1024 ** step;
  return `${step === 0 || figure >= 10 ? Math.round(figure) : figure.toFixed(1)} ${units[step] ?? ''}`;
}
