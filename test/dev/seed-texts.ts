import iconv from 'iconv-lite';

const subjects = [
  'The landlord',
  'The tenant',
  'The carrier',
  'The insurer',
  'The harbour master',
  'Either party',
];
const verbs = [
  'shall deliver',
  'may inspect',
  'warrants',
  'shall not assign',
  'agrees to repair',
  'shall insure',
];
const objects = [
  'the north quay and its cranes',
  'all twelve moorings of the berth',
  'the dredger Quigley and her gear',
  'the records of every landing',
  'the warehouse behind the quay',
  'each invoice that falls due',
];
const ends = [
  'within twelve days of notice.',
  'at its own expense.',
  'unless the other party consents in writing.',
  'before March 3, 2027.',
  'as the schedule says.',
];

const pick = (list: readonly string[], number: number) => list[number % list.length] ?? '';

/** Sentences of a contract, one a line: always the same for the same seed. */
export function sentences(seed: number, count: number): string {
  return Array.from({ length: count }, (_, index) => {
    const number = seed * 31 + index * 7;
    return `${String(index + 1)}. ${pick(subjects, number)} ${pick(verbs, number >> 1)} ${pick(objects, number >> 2)} ${pick(ends, number >> 3)}`;
  }).join('\n');
}

/** A page as courts see them: court, title, a citation, a sum, a date, an address, and sentences. */
export function pleading(title: string, page: number): string[] {
  return [
    'UNITED STATES DISTRICT COURT',
    'DISTRICT OF OREGON',
    `Case No. 3:26-cv-0${String(400 + page)}`,
    title,
    `Hale v. Boone, ${String(490 + page)} F.2d ${String(100 + page)} (5th Cir. 1974). Id. at ${String(104 + page)}.`,
    `The sum of $${String(page)},200 was due on March ${String(1 + (page % 27))}, 2022 (42 U.S.C. § 1983).`,
    'Write to clerk@court.example.com.',
    ...sentences(page, 12).split('\n'),
  ];
}

export const csv = `Month,Berth,Rent\n${Array.from({ length: 24 }, (_, month) => `${String(1 + (month % 12))}/2026,${String(1 + (month % 9))},${String(1200 + month)}`).join('\n')}\n`;

export const html =
  '<!doctype html><html><head><title>Docket</title></head><body><h1>Docket of 3:26-cv-0401</h1><table><tr><th>No.</th><th>Paper</th></tr><tr><td>1</td><td>Complaint</td></tr><tr><td>2</td><td>Answer</td></tr></table></body></html>';

export const rtf = `{\\rtf1\\ansi\\deff0{\\fonttbl{\\f0 Times;}}\\f0\\fs24 Dear client,\\par thank you for your trust. ${sentences(9, 6).replaceAll('\n', '\\par ')}\\par}`;

export const windows1252 = iconv.encode(
  'Die Zeugin übergab die Schlüssel für 12 € an Herrn Größe. „Genau so“, sagte sie.\n'.repeat(3),
  'windows-1252',
);

export const calendar = [
  'BEGIN:VCALENDAR',
  'VERSION:2.0',
  'PRODID:-//Harbour//EN',
  'BEGIN:VEVENT',
  'UID:1@harbour.example',
  'DTSTAMP:20190312T093000Z',
  'DTSTART:20260402T100000Z',
  'DTEND:20260402T113000Z',
  'SUMMARY:Deposition of Zachary Quigley',
  'LOCATION:Harbour office\\, Valletta',
  'ORGANIZER;CN=Margaret Winterbottom:mailto:margaret@harbour.example',
  'END:VEVENT',
  'END:VCALENDAR',
  '',
].join('\r\n');

/** Three messages of one thread. */
export const mailbox = [1, 2, 3]
  .map((number) =>
    [
      'From margaret@harbour.example Tue Mar 12 09:30:00 2019',
      `Message-ID: <m${String(number)}@harbour.example>`,
      ...(number > 1 ? [`In-Reply-To: <m${String(number - 1)}@harbour.example>`] : []),
      'From: Margaret <margaret@harbour.example>',
      'To: Zachary <zachary@lind.example>',
      `Subject: ${number > 1 ? 'Re: ' : ''}The berth`,
      `Date: Tue, ${String(11 + number)} Mar 2019 09:30:00 +0000`,
      '',
      sentences(number, 4),
      '',
    ].join('\n'),
  )
  .join('\n');
