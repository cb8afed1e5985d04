import assert from 'node:assert/strict';
import { runMailReader } from '../../../test/support/run-mail-reader.ts';

describe('A calendar', () => {
  const calendar = (lines: string[]) =>
    ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Harbour//EN', ...lines, 'END:VCALENDAR', ''].join('\r\n');
  const entry = (kind: string, lines: string[]) => [
    `BEGIN:${kind}`,
    'UID:1@harbour.example',
    'DTSTAMP:20190312T093000Z',
    ...lines,
    `END:${kind}`,
  ];

  it('has events, tasks and notes, each a page', () => {
    const { pages, unread } = runMailReader(
      'read-calendar',
      calendar([
        ...entry('VEVENT', [
          'DTSTART:20190402T100000Z',
          'DTEND:20190402T110000Z',
          'SUMMARY:Hearing',
          'COMMENT:Bring quillmere.',
          'CATEGORIES:Court',
          'ATTACH:https://harbour.example/brief.pdf',
        ]),
        ...entry('VTODO', [
          'DUE:20190403T100000Z',
          'SUMMARY:File the answer',
          'DESCRIPTION:With ravensholm.',
        ]),
        ...entry('VJOURNAL', ['SUMMARY:Call with the client', 'DESCRIPTION:He said tollarby.']),
      ]),
    );
    assert.deepEqual(
      pages.map(({ text }) => text),
      [
        'Event: Hearing\nStart: 2019-04-02 10:00 UTC\nEnd: 2019-04-02 11:00 UTC\nCategories: Court\n\nBring quillmere.',
        'Task: File the answer\nDue: 2019-04-03 10:00 UTC\n\nWith ravensholm.',
        'Note: Call with the client\n\nHe said tollarby.',
      ],
    );
    assert.deepEqual(unread, [{ kind: 'link', count: 1 }]);
  });
});
