import type { PageMarks } from '../../core/search/mark-page.ts';

/** A page's text with what a search found on it; a link to `#mark` leads to the first place. */
export function Highlighted({ text, marks }: { text: string; marks: PageMarks }) {
  const starts = [0, ...marks.map(([, end]) => end)];
  return (
    <>
      {starts.map((start, index) => {
        const [from, to] = marks[index] ?? [text.length, text.length];
        return (
          <>
            {text.slice(start, from)}
            {to > from ? <mark id={index === 0 ? 'mark' : undefined}>{text.slice(from, to)}</mark> : null}
          </>
        );
      })}
    </>
  );
}

/** A snippet of the search: escaped text with <mark> around what matched. It is taken apart and written anew as text. */
export function Snippet({ of }: { of: string }) {
  const parts = of.split(/<mark>(.*?)<\/mark>/s);
  return (
    <>
      {parts.map((part, index) => (index % 2 === 1 ? <mark>{unescapeHtml(part)}</mark> : unescapeHtml(part)))}
    </>
  );
}

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

function unescapeHtml(text: string): string {
  return text.replace(/&(amp|lt|gt|quot|#39);/g, (_, name: string) => entities[name] ?? '');
}
