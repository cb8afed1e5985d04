import { htmlText } from './markup.ts';
import { quoteForBash } from './quote-for-bash.ts';
import type { IndependentReader } from './reader-container.ts';

const python = String.raw`
import email, email.policy, re, sys
data = open(sys.argv[1], 'rb').read()
chunks = re.split(rb'(?:^|\n)From [^\n]*\n', data)[1:] if data.startswith(b'From ') else [data]
for chunk in chunks:
    message = email.message_from_bytes(chunk, policy=email.policy.default)
    for part in message.walk():
        for name in ('subject', 'from', 'to', 'cc'):
            try: print(part[name] or '')
            except Exception: pass
        if part.get_content_maintype() != 'text' or part.get_filename(): continue
        kind = '\x02' if part.get_content_subtype() == 'html' else ''
        try: print(kind + part.get_content() + '\x03')
        except Exception: pass
`;

/** Python's standard library: what people wrote, and to whom; attachments are compared by their own formats. */
export const mailReader: IndependentReader = {
  name: "Python's email",
  image: 'tools',
  reads: /\.(?:eml|mbox|p7m|mht)$/i,
  // A signed message that is not text is first taken out of its signature.
  script: `openssl cms -verify -noverify -inform DER -in "$1" -out opened 2>/dev/null || cp "$1" opened; python3 -c ${quoteForBash(python)} opened | tr -d '\\000'`,
  // The program puts 02 before HTML and 03 behind it.
  toText: (printed) =>
    printed
      .split('\u0003')
      .map((part) => {
        const [plain = '', html = ''] = part.split('\u0002');
        return `${plain}\n${htmlText(html)}`;
      })
      .join('\n'),
};

/**
 * Outlook's message is a compound file: 7-Zip takes its streams out. Subject, sender, recipients, body; of those in a
 * charset that no stream names, what is ASCII.
 */
export const outlookReader: IndependentReader = {
  name: '7z',
  image: 'tools',
  reads: /\.msg$/i,
  script: [
    '7z x -y -oout "$1" >/dev/null 2>&1',
    'for property in 0037 0C1A 0E04 1000; do',
    '  cat "out/__substg1.0_$property"001F 2>/dev/null | node -e "process.stdout.write(require(\'node:fs\').readFileSync(0).toString(\'utf16le\'))"; echo',
    "  cat \"out/__substg1.0_$property\"001E 2>/dev/null | node -e \"process.stdout.write(require('node:fs').readFileSync(0).toString('latin1').replace(/\\S*[\\x80-\\xff]\\S*/g, ' '))\"; echo",
    'done',
  ].join('\n'),
};

/** An appointment: its lines, unfolded, without the names of its properties. */
export const calendarReader: IndependentReader = {
  name: 'unfolded lines',
  image: 'tools',
  reads: /\.ics$/i,
  script: 'cat "$1"',
  toText: (printed) =>
    printed
      .replace(/\r?\n[ \t]/g, '')
      .split(/\r?\n/)
      .filter((line) => /^(?:SUMMARY|DESCRIPTION|LOCATION)[;:]/.test(line))
      .map((line) =>
        line
          .slice(line.indexOf(':') + 1)
          .replace(/\\[nN]/g, '\n')
          .replace(/\\(.)/g, '$1'),
      )
      .join('\n'),
};
