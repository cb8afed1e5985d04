import type * as Pdfjs from 'pdfjs-dist';

/** Fetched in pieces this large: a long file shows its first page before it is here whole. */
const pieceBytes = 1 << 20;
/** Sharper than this costs memory and shows nothing more. */
const sharpestScale = 3;

/** Draws one page of a PDF by pdf.js, as wide as there is room. */
export class PageViewer extends HTMLElement {
  static readonly observedAttributes = ['page'];
  #pdf: Promise<Pdfjs.PDFDocumentProxy> | undefined;
  #task: Pdfjs.RenderTask | undefined;
  #asked = 0;
  #width = 0;
  #sizes: ResizeObserver | undefined;

  connectedCallback(): void {
    this.#pdf = openPdf(this.getAttribute('src') ?? '');
    this.#sizes = new ResizeObserver(() => {
      if (Math.abs(this.clientWidth - this.#width) > 8) void this.#draw();
    });
    this.#sizes.observe(this);
  }

  disconnectedCallback(): void {
    this.#sizes?.disconnect();
    void this.#pdf?.then((pdf) => pdf.loadingTask.destroy()).catch(() => undefined);
  }

  attributeChangedCallback(): void {
    if (this.#pdf) void this.#draw();
  }

  async #draw(): Promise<void> {
    this.#asked += 1;
    const asked = this.#asked;
    this.#width = this.clientWidth;
    try {
      const pdf = await this.#pdf;
      if (!pdf || asked !== this.#asked) return;
      const number = Math.min(Math.max(1, Number(this.getAttribute('page')) || 1), pdf.numPages);
      const page = await pdf.getPage(number);
      if (asked !== this.#asked) return;
      this.#task?.cancel();
      const natural = page.getViewport({ scale: 1 });
      const scale =
        (this.clientWidth / natural.width) * Math.min(window.devicePixelRatio || 1, sharpestScale);
      const viewport = page.getViewport({ scale });
      const canvas = document.createElement('canvas');
      canvas.width = Math.floor(viewport.width);
      canvas.height = Math.floor(viewport.height);
      canvas.setAttribute('role', 'img');
      canvas.setAttribute('aria-label', `Page ${number} as it looks; its text stands beside it.`);
      this.#task = page.render({ canvas, viewport });
      await this.#task.promise;
      if (asked === this.#asked) this.replaceChildren(canvas);
    } catch (error) {
      if (asked === this.#asked && (error as Error).name !== 'RenderingCancelledException')
        this.#explain(error as Error);
    }
  }

  #explain(error: Error): void {
    const sentence = document.createElement('p');
    sentence.className = 'trouble';
    sentence.textContent =
      error.name === 'PasswordException'
        ? 'The original is locked with a password, so it cannot be shown here. Download it to open it.'
        : 'The original cannot be shown here. Download it to open it.';
    this.replaceChildren(sentence);
  }
}

let library: Promise<typeof Pdfjs> | undefined;

function loadLibrary(): Promise<typeof Pdfjs> {
  library ??= import(new URL('pdfjs/build/pdf.min.mjs', import.meta.url).href).then(
    (module: typeof Pdfjs) => {
      module.GlobalWorkerOptions.workerSrc = new URL('pdfjs/build/pdf.worker.min.mjs', import.meta.url).href;
      return module;
    },
  );
  return library;
}

async function openPdf(source: string): Promise<Pdfjs.PDFDocumentProxy> {
  const pdfjs = await loadLibrary();
  const part = (name: string) => new URL(`pdfjs/${name}/`, import.meta.url).href;
  const task = pdfjs.getDocument({
    url: source,
    rangeChunkSize: pieceBytes,
    disableAutoFetch: true,
    disableStream: true,
    // WebAssembly would need an exception in the content security policy; the decoders' plain forms do not.
    useWasm: false,
    enableXfa: false,
    cMapUrl: part('cmaps'),
    standardFontDataUrl: part('standard_fonts'),
    iccUrl: part('iccs'),
    wasmUrl: part('wasm'),
  });
  return task.promise;
}
