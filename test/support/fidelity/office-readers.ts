import { stripMarkup } from './markup.ts';
import type { IndependentReader } from './reader-container.ts';

/** A fresh profile takes most of the time: the first one made is copied. */
const soffice =
  '{ [ -d /tmp/seed ] && cp -r /tmp/seed profile; }; soffice --headless -env:UserInstallation=file://$PWD/profile --convert-to';
const keepProfile = '[ -d /tmp/seed ] || cp -r profile /tmp/seed-$$ && mv -T /tmp/seed-$$ /tmp/seed';

/** LibreOffice's own text of a letter. */
export const letterReader: IndependentReader = {
  name: 'LibreOffice to text',
  image: 'sandbox',
  reads: /\.(?:do[ct][xm]?|rtf|odt|ott|wpd|xml)$/i,
  script: `${soffice} 'txt:Text (encoded):UTF8' --outdir out "$1" >/dev/null 2>&1; cat out/*.txt; { ${keepProfile}; } 2>/dev/null`,
};
/** All sheets of a workbook, with the figures as they are shown. */
export const workbookReader: IndependentReader = {
  name: 'LibreOffice to CSV',
  image: 'sandbox',
  reads: /\.(?:xl[st][xmb]?|ods|ots|xml)$/i,
  script: `${soffice} 'csv:Text - txt - csv (StarCalc):9,34,76,1,,0,false,true,true,false,false,-1' --outdir out "$1" >/dev/null 2>&1; cat out/*.csv; { ${keepProfile}; } 2>/dev/null`,
};
const lines =
  /^(?:\w+:)?(?:p|h|br|tab|tc|tr|table-cell|cr|si|row|c|comment|cmAuthor|sheet|list-item|line-break|s|text|annotation)$/;

/** The number that a slide shows of itself is computed. */
const slideNumber = /<a:fld\b[^>]*type="slidenum"[\s\S]*?<\/a:fld>/g;

/** What is computed when a text is shown, who wrote a note and when, pictures as letters. */
const inOpenDocument =
  /<(text:(?:date|time|page-number)|dc:date|dc:creator|meta:creator-initials|office:(?:binary-data|scripts|meta|settings|styles|automatic-styles))\b[^>]*>[\s\S]*?<\/\1>/g;

/** Field codes, formulas, measures of a drawing, and how Japanese words are spoken (which the document says is not read). */
const computed =
  /<(\w+:)?(instrText|delInstrText|f|v|posOffset|align|pct\w+|LockedField|tableStyleId)\b[^>]*>[^<]*<\/\1?\2>|<rPh\b[\s\S]*?<\/rPh>/g;

/** The parts of a package that hold words, unpacked and without their tags. Field codes are no words. */
function packageReader(reads: RegExp, parts: string): IndependentReader {
  return {
    name: 'unzip',
    image: 'tools',
    reads,
    script: `unzip -p "$1" ${parts} 2>/dev/null`,
    toText: (printed) =>
      stripMarkup(
        printed.replace(slideNumber, ' ').replace(inOpenDocument, ' ').replace(computed, ' '),
        lines,
      ),
  };
}

export const wordPackageReader = packageReader(
  /\.(?:docx|docm|dotx|dotm)$/i,
  "'word/document.xml' 'word/header*.xml' 'word/footer*.xml' 'word/footnotes.xml' 'word/endnotes.xml' 'word/comments.xml'",
);
export const sheetPackageReader = packageReader(
  /\.(?:xlsx|xlsm|xltx)$/i,
  "'xl/sharedStrings.xml' 'xl/comments*.xml'",
);
export const slidePackageReader = packageReader(
  /\.(?:pptx|pptm|ppsx|potx)$/i,
  "'ppt/slides/*.xml' 'ppt/notesSlides/*.xml' 'ppt/comments/*.xml'",
);
export const openDocumentReader = packageReader(/\.(?:odt|ott|ods|ots|odp|otp)$/i, "'content.xml'");

/** The cells that a chart on a slide is drawn from. */
const chartRanges = /<svg:desc>[^<]*<\/svg:desc>/g;

/** The words of slides as LibreOffice has them: on a drawn page it would part some between two letters. */
export const slidesReader: IndependentReader = {
  name: 'LibreOffice to flat ODP',
  image: 'sandbox',
  reads: /\.(?:p[po][ts][xm]?|odp|otp)$/i,
  script: `${soffice} fodp --outdir out "$1" >/dev/null 2>&1; cat out/*.fodp; { ${keepProfile}; } 2>/dev/null`,
  toText: (printed) =>
    stripMarkup(
      /<office:body>[\s\S]*<\/office:body>/
        .exec(printed)?.[0]
        .replace(inOpenDocument, ' ')
        .replace(chartRanges, ' ') ?? '',
      lines,
    ),
};

/** The old formats, by programs that know nothing of LibreOffice. */
function oldReader(name: string, reads: RegExp, options: string): IndependentReader {
  return {
    name,
    image: 'tools',
    reads,
    script: `${name} ${options} "$1" | sed 's/\\[pic\\]/ /g'`,
    isNoisy: true,
  };
}

export const oldLetterReaders = [
  oldReader('antiword', /\.do[ct]$/i, '-m UTF-8.txt -w 0'),
  oldReader('catdoc', /\.(?:do[ct]|rtf)$/i, '-d utf-8 -w'),
];
export const oldWorkbookReader = oldReader('xls2csv', /\.xl[st]$/i, '-d utf-8 -q0');
export const oldSlidesReader = oldReader('catppt', /\.p[po][ts]$/i, '-d utf-8');
