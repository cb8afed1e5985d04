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
  #batch: PageRow[] = [];
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
    const row = toRow(page);
    this.#batch.push(row);
    this.#characters += row.text.length * 2 + row.layout.length;
    if (this.#batch.length >= batchPages || this.#characters >= batchCharacters) await this.#flush();
  }

  async #flush(): Promise<void> {
    const rows = this.#batch;
    if (rows.length === 0) return;
    this.#batch = [];
    this.#characters = 0;
    await this.#writing;
    // While the database writes this batch, the next is being read; never more than one is on its way.
    this.#writing = this.#write(rows);
    this.#writing.catch(() => undefined);
  }

  async #write(rows: readonly PageRow[]): Promise<void> {
    const { stepId, documentId, matterId } = this.#target;
    await this.#app.database.asProcess(async (tx) => {
      await lockStep(tx, stepId);
      await tx.$executeRaw`
        INSERT INTO page (document_id, matter_id, number, state, text, engine, confidence, label, layout, alternative, spans, unread)
        SELECT ${documentId}::uuid, ${matterId}::uuid, number, state::page_state, coalesce(text, ''), engine, confidence, nullif(label, ''), layout::json, nullif(alternative, ''), nullif(spans, '')::jsonb, unread::jsonb
        FROM unnest(${rows.map((row) => row.number)}::int[], ${rows.map((row) => row.state)}::text[],
                    string_to_array(${joinLarge(rows.map((row) => row.text))}, ${separator}), ${rows.map((row) => row.engine)}::text[],
                    ${rows.map((row) => row.confidence)}::float8[], ${rows.map((row) => row.label)}::text[],
                    string_to_array(${joinLarge(rows.map((row) => row.layout))}, ${separator}),
                    ${rows.map((row) => row.alternative)}::text[], ${rows.map((row) => row.spans)}::text[],
                    ${rows.map((row) => row.unread)}::text[])
          AS given (number, state, text, engine, confidence, label, layout, alternative, spans, unread)
        ON CONFLICT (document_id, number) DO UPDATE SET state = excluded.state, text = excluded.text, engine = excluded.engine,
          confidence = excluded.confidence, label = excluded.label, layout = excluded.layout,
          alternative = excluded.alternative, spans = excluded.spans, unread = excluded.unread, reason = NULL,
          search = NULL, exact = NULL`;
    });
  }
}

/** What is stored of a page: its layout as text at once, for as objects a batch takes ten times the memory. */
type PageRow = ReturnType<typeof toRow>;

function toRow({ number, state, text, engine, confidence, ...page }: ExtractedPage) {
  return {
    ...{ number, state, text, engine, confidence },
    label: page.label ?? '',
    layout: JSON.stringify(page.layout),
    alternative: page.alternative?.slice(0, maxPageCharacters).toWellFormed() ?? '',
    spans: page.spans ? JSON.stringify(page.spans) : '',
    unread: JSON.stringify(page.unread ?? []),
  };
}

/**
 * Between the large texts of a batch, which so need not be escaped and parsed as elements of an array: JSON escapes it,
 * and cleanText lets it into no text.
 */
const separator = '\u001f';

function joinLarge(texts: readonly string[]): string {
  return texts.map((text) => text.replaceAll(separator, ' ')).join(separator);
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
