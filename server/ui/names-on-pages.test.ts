import assert from 'node:assert/strict';
import { h } from 'preact';
import { render } from 'preact-render-to-string';
import { Crumbs } from './crumbs.tsx';
import { ActionButton, formatPerson, PersonOptions, ReasonForm } from './fields.tsx';
import { Layout } from './layout.tsx';
import { ListTable, MoreLink, type Column } from './list-table.tsx';
import { OutcomeNotices } from './notice.tsx';
import { ProblemPage } from './problem-page.tsx';

/** Turns the text after it around, in a name or in a sentence that holds one. */
const turned = 'in\u202evoice';
const shown = 'in⟨U+202E⟩voice';
const pageFrame = { person: null, assetsPath: '/assets' };
const person = { id: '1', name: turned, email: `${turned}@firm.example` };

const withNames: Record<string, string> = {
  'the title of a page': render(h(Layout, { title: turned, pageFrame, children: null })),
  'the way up': render(h(Crumbs, { trail: [{ href: '/', label: turned }] })),
  'the label of a button': render(
    h(ActionButton, { action: '/', text: 'Remove', label: `Remove ${turned}` }),
  ),
  'the label beside a reason': render(h(ReasonForm, { action: '/', text: 'Lift', label: `Lift ${turned}` })),
  'the people to choose from': render(h(PersonOptions, { people: [person] })),
  'why something was refused': render(h(OutcomeNotices, { problem: `There is no text of ${turned}.` })),
  'what was done': render(h(OutcomeNotices, { done: `${turned} was filed.` })),
  'a page that refuses': render(
    h(ProblemPage, {
      pageFrame,
      status: 409,
      title: 'No',
      detail: `No text of ${turned}`,
    }),
  ),
};

describe('A name from outside, wherever a page shows it', () => {
  for (const [where, html] of Object.entries(withNames))
    it(`turns nothing around in ${where}`, () => {
      assert.ok(html.includes(shown), html);
      assert.ok(!html.includes('\u202e'), html);
    });

  it('stands once where it is the e-mail address', () => {
    assert.equal(formatPerson({ name: 'a@firm.example', email: 'a@firm.example' }), 'a@firm.example');
    assert.equal(formatPerson({ name: 'Ada', email: 'a@firm.example' }), 'Ada (a@firm.example)');
  });
});

describe('A list', () => {
  type Row = { name: string; size: number };
  const columns: (Column<Row> | false)[] = [
    { title: 'Name', isRowHeader: true, cell: ({ name }) => name },
    false,
    { title: 'Size', look: 'figure', cell: ({ size }) => size },
  ];
  const list = (rows: Row[]) =>
    render(h(ListTable<Row>, { label: 'Files', columns, rows, empty: 'No file.' }));

  it('names each cell by its column, for a phone, and leaves out what is false', () => {
    const html = list([{ name: 'lease.pdf', size: 7 }]);
    assert.match(html, /<table class="list" aria-label="Files">/);
    assert.match(html, /<th scope="col" class="figure">Size<\/th><\/tr>/);
    assert.match(html, /<th scope="row">lease\.pdf<\/th><td data-label="Size" class="figure">7<\/td><\/tr>/);
  });

  it('says so when there is nothing in it', () => {
    assert.equal(list([]), '<p class="empty">No file.</p>');
  });

  it('has a way to its rest only where there is one, with what was asked for', () => {
    const more = (nextCursor: string | null) =>
      render(h(MoreLink, { path: '/search', query: { q: 'a b' }, nextCursor, label: 'More' }));
    assert.equal(more(null), '');
    assert.match(more('x&y'), /href="\/search\?q=a\+b&amp;cursor=x%26y"/);
  });
});
