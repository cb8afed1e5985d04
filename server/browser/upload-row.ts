import { formatBytes } from './format.ts';
import { safeDisplayName } from './safe-display-name.ts';

/** One file of the queue, as it is shown: its name, a sentence, a bar and a button. */
export class UploadRow {
  readonly element = document.createElement('li');
  readonly #status = document.createElement('span');
  readonly #bar = document.createElement('progress');
  readonly #button = document.createElement('button');
  #started = 0;

  constructor(file: File) {
    const name = document.createElement('bdi');
    name.className = 'name';
    name.textContent = safeDisplayName(file.name);
    name.title = name.textContent;
    this.#status.className = 'says';
    this.#bar.max = 1;
    this.#bar.value = 0;
    this.#bar.setAttribute('aria-label', `Sent of ${name.textContent}`);
    this.#button.type = 'button';
    this.#button.className = 'quiet';
    this.element.append(name, this.#button, this.#status, this.#bar);
    this.showState('waiting', 'Waiting for its turn');
  }

  showState(look: 'waiting' | 'sending' | 'filed' | 'refused', sentence: string): void {
    this.element.className = look;
    this.#status.textContent = safeDisplayName(sentence);
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
