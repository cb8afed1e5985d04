import type { PDFDocumentProxy, PDFPageProxy, RenderTask } from 'pdfjs-dist';
import { openPdf } from './open-pdf.ts';

/** Sharper than this costs memory and shows nothing more; browsers refuse canvases much larger than this. */
const maxPixelRatio = 3;
const maxCanvasPixels = 24_000_000;
const zoomLevels = [1, 1.25, 1.5, 2, 3] as const;

/** Draws one page of a PDF by pdf.js, as wide as there is room, or larger. */
export class PageViewer extends HTMLElement {
  static readonly observedAttributes = ['page'];
  readonly #sheet = document.createElement('div');
  readonly #status = document.createElement('span');
  #pdf: Promise<PDFDocumentProxy> | undefined;
  #task: RenderTask | undefined;
  #sizes: ResizeObserver | undefined;
  #drawRequest = 0;
  #width = 0;
  #zoom = 0;

  connectedCallback(): void {
    const bar = document.createElement('div');
    bar.className = 'pane';
    bar.append('Original', this.#zoomControls());
    this.#sheet.className = 'sheet';
    this.#sheet.tabIndex = 0;
    this.#sheet.setAttribute('role', 'group');
    this.#sheet.setAttribute('aria-label', 'The original');
    this.#showMessage('Opening…');
    this.replaceChildren(bar, this.#sheet);
    this.#pdf = openPdf(this.getAttribute('src') ?? '');
    this.#sizes = new ResizeObserver(() => {
      if (Math.abs(this.#sheet.clientWidth - this.#width) > 8) void this.#draw();
    });
    this.#sizes.observe(this.#sheet);
  }

  disconnectedCallback(): void {
    this.#sizes?.disconnect();
    void this.#pdf?.then((pdf) => pdf.loadingTask.destroy()).catch(() => undefined);
  }

  attributeChangedCallback(): void {
    if (this.#pdf) void this.#draw();
  }

  #zoomControls(): HTMLElement {
    const controls = document.createElement('div');
    controls.className = 'pager';
    this.#status.textContent = 'Fit';
    this.#status.setAttribute('role', 'status');
    controls.append(this.#zoomButton('−', 'Smaller', -1), this.#status, this.#zoomButton('+', 'Larger', 1));
    return controls;
  }

  #zoomButton(sign: string, label: string, by: 1 | -1): HTMLButtonElement {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'icon-only';
    button.textContent = sign;
    button.title = label;
    button.setAttribute('aria-label', label);
    button.addEventListener('click', () => {
      this.#zoom = Math.max(0, Math.min(this.#zoom + by, zoomLevels.length - 1));
      const zoom = zoomLevels[this.#zoom] ?? 1;
      this.#status.textContent = zoom === 1 ? 'Fit' : `${zoom * 100}%`;
      void this.#draw();
    });
    return button;
  }

  async #draw(): Promise<void> {
    this.#drawRequest += 1;
    const drawRequest = this.#drawRequest;
    this.#width = this.#sheet.clientWidth;
    try {
      const pdf = await this.#pdf;
      if (!pdf || drawRequest !== this.#drawRequest) return;
      const number = Math.min(Math.max(1, Number(this.getAttribute('page')) || 1), pdf.numPages);
      const page = await pdf.getPage(number);
      if (drawRequest !== this.#drawRequest) return;
      this.#task?.cancel();
      const canvas = this.#prepareCanvas(page, number);
      if (this.#task) await this.#task.promise;
      if (drawRequest === this.#drawRequest) this.#sheet.replaceChildren(canvas);
    } catch (error) {
      const isOurs =
        drawRequest === this.#drawRequest && (error as Error).name !== 'RenderingCancelledException';
      if (isOurs) this.#showFailure(error as Error);
    }
  }

  /** Starts drawing on a canvas that is not shown yet, so that nothing flickers. */
  #prepareCanvas(page: PDFPageProxy, number: number): HTMLCanvasElement {
    const zoom = zoomLevels[this.#zoom] ?? 1;
    const natural = page.getViewport({ scale: 1 });
    const wanted =
      (this.#width / natural.width) * zoom * Math.min(window.devicePixelRatio || 1, maxPixelRatio);
    const scale = Math.min(wanted, Math.sqrt(maxCanvasPixels / (natural.width * natural.height)));
    const viewport = page.getViewport({ scale });
    const canvas = document.createElement('canvas');
    canvas.width = Math.floor(viewport.width);
    canvas.height = Math.floor(viewport.height);
    canvas.style.width = `${zoom * 100}%`;
    canvas.setAttribute('role', 'img');
    canvas.setAttribute('aria-label', `Page ${number} as it looks; its text stands beside it.`);
    this.#task = page.render({ canvas, viewport });
    return canvas;
  }

  #showFailure(error: Error): void {
    this.#showMessage(
      error.name === 'PasswordException'
        ? 'The original is locked with a password, so it cannot be shown here. Download it to open it.'
        : 'The original cannot be shown here. Download it to open it.',
    );
  }

  #showMessage(text: string): void {
    const sentence = document.createElement('p');
    sentence.className = 'says';
    sentence.textContent = text;
    this.#sheet.replaceChildren(sentence);
  }
}
