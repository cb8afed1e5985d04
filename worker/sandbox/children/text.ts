import { decode, detectCharset, readSample, readText } from './charset.js';
import { looksLikeHtml } from './html-head.js';
import { PageCutter, PageWriter } from './page-cutter.js';
import { runReader } from './refusal.js';

/** Text in any charset, and HTML, as pages. */
async function main(path: string): Promise<void> {
  const charset = await detectCharset(path);
  const head = await decode(readSample(path), charset);
  const isHtml = looksLikeHtml(head);
  const writer = new PageWriter({ charset, ...(isHtml && { mediaType: 'text/html' }) });
  const cutter = new PageCutter((page) => writer.page(page));
  const html = isHtml ? (await import('./html-text.js')).htmlToText((text) => cutter.add(text)) : undefined;
  for await (const piece of readText(path, charset)) {
    if (html) html.add(piece);
    else cutter.add(piece.replaceAll('\r\n', '\n').replaceAll('\r', '\n'));
  }
  html?.end();
  cutter.end();
  writer.close();
}

await runReader(() => main(process.argv[2] ?? 'input'));
