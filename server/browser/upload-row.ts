import { formatBytes } from './format.ts';
import { safeDisplayName } from './safe-display-name.ts';

/** One file of the queue, as it is shown: its name, a sentence, a bar and a button, or two where there is a choice. */
export class UploadRow {
  readonly element = document.createElement('li');
  readonly #status = document.createElement('span');
  readonly #bar = document.createElement('progress');
  readonly #buttons = [document.createElement('button'), document.createElement('button')];
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
    for (const button of this.#buttons) {
      button.type = 'button';
      button.className = 'quiet';
    }
    const actions = document.createElement('span');
    actions.className = 'acts';
    actions.append(...this.#buttons);
    this.element.append(name, actions, this.#status, this.#bar);
    this.setActions();
    this.showState('waiting', 'Waiting for its turn');
  }

  showState(look: 'waiting' | 'sending' | 'asking' | 'filed' | 'refused', sentence: string): void {
    this.element.className = look;
    this.#status.textContent = safeDisplayName(sentence);
    this.#bar.hidden = look !== 'waiting' && look !== 'sending';
  }

  /** What can be done with it now. The same buttons say it, so that whoever is on one by keyboard stays there. */
  setActions(...actions: { label: string; act: () => void }[]): void {
    for (const [index, button] of this.#buttons.entries()) {
      const action = actions[index];
      button.hidden = !action;
      button.textContent = action?.label ?? '';
      button.onclick = action?.act ?? null;
    }
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
