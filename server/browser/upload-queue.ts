import { findFiledCopy, type FiledCopy } from './find-filed-copy.ts';
import { formatBytes, formatDay } from './format.ts';
import { readDroppedFiles } from './read-dropped-files.ts';
import { uploadFile } from './upload-file.ts';
import { UploadRow } from './upload-row.ts';

/** More at once would only make each of them slower. */
const maxConcurrent = 3;
const filedVisibleMs = 4_000;

type QueuedUpload = {
  file: File;
  /** Stays with the file however often it is sent: what was filed, though the answer was lost, is not filed again. */
  key: string;
  row: UploadRow;
  cancel: AbortController;
  /** It was looked for in the matter; from then on its key is enough. */
  isLookedFor?: true;
};

/**
 * Files chosen or dropped are sent a few at a time; each shows how far it is, and why it was refused if it was. What is
 * in the matter already, byte for byte, is sent only when somebody says so.
 */
export class UploadQueue extends HTMLElement {
  readonly #waiting: QueuedUpload[] = [];
  readonly #list = document.createElement('ul');
  readonly #summary = document.createElement('p');
  #sending = 0;
  #filed = 0;
  #refused = 0;
  #asking = 0;

  connectedCallback(): void {
    const form = this.querySelector('form');
    const input = this.querySelector<HTMLInputElement>('input[type="file"]');
    if (!form || !input) return;
    this.classList.add('ready');
    this.#list.className = 'queue';
    this.#list.hidden = true;
    this.#summary.className = 'unheard';
    this.#summary.setAttribute('role', 'status');
    form.after(this.#summary, this.#list);
    input.addEventListener('change', () => {
      this.#addFiles([...(input.files ?? [])]);
      input.value = '';
    });
    form.addEventListener('submit', (event) => event.preventDefault());
    this.#acceptDrops(form);
    window.addEventListener('beforeunload', (event) => {
      if (this.#sending + this.#waiting.length > 0) event.preventDefault();
    });
  }

  #acceptDrops(form: HTMLElement): void {
    const holdsFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false;
    // Anywhere on the page counts: a file that misses the field must not open in place of the page.
    document.addEventListener('dragover', (event) => {
      if (!holdsFiles(event)) return;
      event.preventDefault();
      form.classList.add('over');
    });
    document.addEventListener('dragleave', (event) => {
      if (event.relatedTarget === null) form.classList.remove('over');
    });
    document.addEventListener('drop', (event) => {
      if (!holdsFiles(event) || !event.dataTransfer) return;
      event.preventDefault();
      form.classList.remove('over');
      void readDroppedFiles(event.dataTransfer).then((files) => this.#addFiles(files));
    });
  }

  #addFiles(files: File[]): void {
    for (const file of files) {
      const key = crypto.randomUUID();
      const item = { file, key, row: new UploadRow(file), cancel: new AbortController() };
      this.#list.append(item.row.element);
      this.#enqueue(item);
    }
    this.#list.hidden = this.#list.children.length === 0;
    this.#startNext();
  }

  #enqueue(item: QueuedUpload): void {
    const largest = Number(this.getAttribute('max-bytes'));
    if (largest > 0 && item.file.size > largest) {
      return this.#refuse(
        item,
        `The file has ${formatBytes(item.file.size)}, and at most ${formatBytes(largest)} are accepted. Split it, or ask your administrator.`,
      );
    }
    item.row.setActions({ label: 'Cancel', act: () => this.#drop(item) });
    this.#waiting.push(item);
  }

  #drop(item: QueuedUpload): void {
    const index = this.#waiting.indexOf(item);
    if (index >= 0) this.#waiting.splice(index, 1);
    item.cancel.abort();
    this.#remove(item);
  }

  #remove(item: QueuedUpload): void {
    item.row.element.remove();
    this.#list.hidden = this.#list.children.length === 0;
  }

  /** To the next file, or back to where files are chosen: whoever works by keyboard goes on from there. */
  #moveFocusFrom({ row: { element } }: QueuedUpload): void {
    const next = element.nextElementSibling ?? element.previousElementSibling;
    const target = next?.querySelector<HTMLElement>('button:not([hidden])');
    (target ?? this.querySelector<HTMLElement>('input[type="file"]'))?.focus();
  }

  #startNext(): void {
    while (this.#sending < maxConcurrent) {
      const item = this.#waiting.shift();
      if (!item) break;
      this.#sending += 1;
      void this.#send(item).finally(() => {
        this.#sending -= 1;
        this.#startNext();
      });
    }
    this.#announce();
  }

  async #send(item: QueuedUpload): Promise<void> {
    const { file, row, cancel } = item;
    const to = this.getAttribute('to') ?? '';
    if (!item.isLookedFor) {
      const copy = await findFiledCopy(to, file, cancel.signal);
      if (cancel.signal.aborted) return;
      if (copy) return this.#askAbout(item, copy);
    }
    row.setProgress(0, file.size);
    const outcome = await uploadFile(to, item, {
      onProgress: (sent, whole) => row.setProgress(sent, whole),
      onRetry: (seconds, sentence) => row.showState('waiting', `${sentence} Sent again in ${seconds} s.`),
      signal: cancel.signal,
    });
    if (outcome.kind === 'refused') this.#refuse(item, outcome.sentence);
    if (outcome.kind !== 'filed') return;
    this.#filed += 1;
    row.showState('filed', 'Filed');
    row.setActions();
    window.setTimeout(() => this.#remove(item), filedVisibleMs);
  }

  #askAbout(item: QueuedUpload, { filename, createdAt }: FiledCopy): void {
    this.#asking += 1;
    item.row.showState('asking', `Already in this matter as “${filename}”, filed ${formatDay(createdAt)}.`);
    item.row.setActions(
      {
        label: 'File it again',
        act: () => {
          this.#asking -= 1;
          this.#sendAgain(item);
        },
      },
      {
        label: 'Skip',
        act: () => {
          this.#asking -= 1;
          this.#moveFocusFrom(item);
          this.#remove(item);
          this.#announce();
        },
      },
    );
  }

  #refuse(item: QueuedUpload, sentence: string): void {
    this.#refused += 1;
    item.row.showState('refused', sentence);
    item.row.setActions({
      label: 'Send again',
      act: () => {
        this.#refused -= 1;
        this.#sendAgain(item);
      },
    });
  }

  #sendAgain(item: QueuedUpload): void {
    item.row.showState('waiting', 'Waiting for its turn');
    this.#enqueue({ ...item, isLookedFor: true, cancel: new AbortController() });
    this.#startNext();
  }

  /** For those who hear the page: once when all are done, not at every step. */
  #announce(): void {
    if (this.#sending + this.#waiting.length > 0 || this.#filed + this.#refused + this.#asking === 0) return;
    const refused = this.#refused > 0 ? ` ${this.#refused} refused; the list says why.` : '';
    const asking =
      this.#asking > 0 ? ` ${this.#asking} already in this matter; the list asks about them.` : '';
    this.#summary.textContent = `${this.#filed} filed.${refused}${asking}`;
  }
}
