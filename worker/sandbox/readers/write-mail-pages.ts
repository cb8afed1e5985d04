import { PageSplitter, PageWriter } from './page-writer.ts';
import { withoutMarks } from './span-marks.ts';

export type MailPages = { header: string; text: string; more: { label: string; text: string }[] };

/** Writes a message as pages: header and body, then what only its other forms say. */
export function writeMailPages({ header, text, more }: MailPages): void {
  const writer = new PageWriter({});
  const write = (content: string, label?: string) => {
    const cutter = new PageSplitter((page) => writer.writePage(page, label));
    cutter.add(withoutMarks(content));
    cutter.end();
  };
  write(header + text);
  for (const { label, text: other } of more) if (other.trim() !== '') write(other, label);
  writer.close();
}
