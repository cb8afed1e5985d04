import type * as Pdfjs from 'pdfjs-dist';
// Lets pdf.js start its worker.
import './trusted-policy.ts';

/** Fetched in pieces this large: a long file shows its first page before it is here whole. */
const chunkBytes = 1 << 20;

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

/** Opens a PDF of our own server with pdf.js, which is fetched when the first one is opened. */
export async function openPdf(source: string): Promise<Pdfjs.PDFDocumentProxy> {
  const pdfjs = await loadLibrary();
  const assetUrl = (name: string) => new URL(`pdfjs/${name}/`, import.meta.url).href;
  const task = pdfjs.getDocument({
    url: source,
    rangeChunkSize: chunkBytes,
    disableAutoFetch: true,
    disableStream: true,
    // WebAssembly would need an exception in the content security policy; the decoders' plain forms do not.
    useWasm: false,
    enableXfa: false,
    cMapUrl: assetUrl('cmaps'),
    standardFontDataUrl: assetUrl('standard_fonts'),
    iccUrl: assetUrl('iccs'),
    wasmUrl: assetUrl('wasm'),
  });
  return task.promise;
}
