import type { App } from '../../app.ts';
import type { ExtractedPage } from '../../tools/extraction.ts';
import type { TextSpan } from '../../reading/text-spans.ts';
import { lockStep } from './steps.ts';

type PageOwner = { stepId: string; documentId: string; matterId: string };

const batchPages = 100;
/** Characters of text and layout in one statement: what both sides hold in memory at once. */
const batchCharacters = 4_000_000;
/**
 * A row's search columns hold no more (1 MB, 16,383 positions). What is longer goes on in further rows, at
 * the end.
 */
const maxPageCharacters = 60_000;

/**
 * Writes a document's pages as they come, in batches, each in a transaction that first makes sure the step is
 * still open: a run that was overtaken by another writes nothing. Nothing is removed here: two runs at once
 * write the same rows, and the one that ends the step removes what an earlier attempt left beyond the last
 * page. Search finds no page before the analysis has indexed it (core/search/index-pages.ts).
 */
export class DocumentPageWriter {
  readonly #app: Pick<App, 'database'>;
  readonly #target: PageOwner;
  #batch: ExtractedPage[] = [];
  #characters = 0;
  #overflow: ExtractedPage[] = [];
  #last = 0;
  #hasText = false;
  #waiting: number[] = [];
  #writing: Promise<void> = Promise.resolve();

  constructor(app: Pick<App, 'database'>, target: PageOwner) {
    this.#app = app;
    this.#target = target;
  }

  /** Adds a page; full batches are written while the next page is read. @throws StepAlreadyEnded */
  async add(page: ExtractedPage): Promise<void> {
    this.#last = Math.max(this.#last, page.number);
    if (page.state === 'waiting') this.#waiting.push(page.number);
    if (page.text !== '') this.#hasText = true;
    const [first = page, ...rest] = splitLongPage(page);
    this.#overflow.push(...rest);
    await this.#put(first);
  }

  /** Writes the last batch. @returns what the document now has */
  async finish(): Promise<{ pageCount: number; hasText: boolean; waiting: number[] }> {
    const pageCount = this.#last;
    for (const [index, page] of this.#overflow.entries())
      await this.#put({ ...page, number: pageCount + index + 1 });
    await this.#flush();
    await this.#writing;
    return { pageCount: pageCount + this.#overflow.length, hasText: this.#hasText, waiting: this.#waiting };
  }

  async #put(page: ExtractedPage): Promise<void> {
    this.#batch.push(page);
    this.#characters += page.text.length * 2 + (page.layout?.words.length ?? 0) * 30;
    if (this.#batch.length >= batchPages || this.#characters >= batchCharacters) await this.#flush();
  }

  async #flush(): Promise<void> {
    const pages = this.#batch;
    if (pages.length === 0) return;
    this.#batch = [];
    this.#characters = 0;
    await this.#writing;
    // While the database writes this batch, the next is being read; never more than one is on its way.
    this.#writing = this.#write(pages);
    this.#writing.catch(() => undefined);
  }

  async #write(pages: ExtractedPage[]): Promise<void> {
    const { stepId, documentId, matterId } = this.#target;
    await this.#app.database.asProcess(async (tx) => {
      await lockStep(tx, stepId);
      await tx.$executeRaw`
        INSERT INTO page (document_id, matter_id, number, state, text, engine, confidence, label, layout, alternative, spans, unread)
        SELECT ${documentId}::uuid, ${matterId}::uuid, number, state::page_state, text, engine, confidence, nullif(label, ''), layout::json, nullif(alternative, ''), nullif(spans, '')::jsonb, unread::jsonb
        FROM unnest(${pages.map((page) => page.number)}::int[], ${pages.map((page) => page.state)}::text[],
                    ${pages.map((page) => page.text)}::text[], ${pages.map((page) => page.engine)}::text[],
                    ${pages.map((page) => page.confidence)}::float8[], ${pages.map((page) => page.label ?? '')}::text[],
                    ${pages.map((page) => JSON.stringify(page.layout))}::text[],
                    ${pages.map((page) => page.alternative?.slice(0, maxPageCharacters).toWellFormed() ?? '')}::text[],
                    ${pages.map((page) => (page.spans ? JSON.stringify(page.spans) : ''))}::text[],
                    ${pages.map((page) => JSON.stringify(page.unread ?? []))}::text[])
          AS given (number, state, text, engine, confidence, label, layout, alternative, spans, unread)
        ON CONFLICT (document_id, number) DO UPDATE SET state = excluded.state, text = excluded.text, engine = excluded.engine,
          confidence = excluded.confidence, label = excluded.label, layout = excluded.layout,
          alternative = excluded.alternative, spans = excluded.spans, unread = excluded.unread, reason = NULL,
          search = NULL, exact = NULL`;
    });
  }
}

/**
 * A page whose text is too long for one row, as several: the first keeps number and layout, the rest say
 * where they belong.
 */
function splitLongPage(page: ExtractedPage): ExtractedPage[] {
  if (page.text.length <= maxPageCharacters) return [page];
  const pieces: ExtractedPage[] = [];
  let from = 0;
  while (from < page.text.length) {
    const most = from + maxPageCharacters;
    const space = most < page.text.length ? page.text.lastIndexOf(' ', most) : page.text.length;
    const end = space > from ? space : most;
    const piece = {
      text: page.text.slice(from, end).toWellFormed(),
      ...(page.spans && { spans: sliceSpans(page.spans, from, end) }),
    };
    pieces.push(
      pieces.length === 0
        ? { ...page, ...piece }
        : { ...page, ...piece, layout: null, unread: [], label: `Page ${String(page.number)}, continued` },
    );
    from = end + (/^\s+/.exec(page.text.slice(end, end + 100))?.[0].length ?? 0);
  }
  return pieces;
}

function sliceSpans(spans: readonly TextSpan[], from: number, end: number): TextSpan[] {
  const within = (place: number) => Math.min(Math.max(place, from), end) - from;
  return spans
    .map(([start, stop, kind]): TextSpan => [within(start), within(stop), kind])
    .filter(([start, stop]) => stop > start);
}
