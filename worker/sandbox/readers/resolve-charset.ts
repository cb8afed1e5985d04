import iconv from 'iconv-lite';

/** What says only that there may be letters beyond ASCII. */
const vagueNames =
  /^(?:|(?:us-?)?ascii|ansi(?:_x3\.4-19\d\d)?|iso-?646(?:-us)?|(?:x-)?unknown(?:-8bit)?|[78]-?bit|none|null|default|binary|raw|cp20127|x-user-defined)$/;
/** iconv-lite calls these encodings too. */
const noCharsets = /^(?:base64|hex|binary|ucs2internal)$/;

/** Names in mail and code pages of Windows, without signs, that iconv-lite knows by another name or not at all. */
const otherNames: Readonly<Record<string, string>> = {
  iso88591: 'windows-1252',
  latin1: 'windows-1252',
  cp819: 'windows-1252',
  cp28591: 'windows-1252',
  iso88599: 'windows-1254',
  gb2312: 'gb18030',
  gbk: 'gb18030',
  cp936: 'gb18030',
  cp54936: 'gb18030',
  eucgb2312cn: 'gb18030',
  euccn: 'gb18030',
  uhc: 'cp949',
  cp51949: 'cp949',
  cp51932: 'euc-jp',
  cp20932: 'euc-jp',
  iso2022jp: 'iso-2022-jp',
  iso2022jp1: 'iso-2022-jp',
  iso2022jp2: 'iso-2022-jp',
  iso2022jp3: 'iso-2022-jp',
  iso2022jp2004: 'iso-2022-jp',
  iso2022jpms: 'iso-2022-jp',
  csiso2022jp: 'iso-2022-jp',
  junet: 'iso-2022-jp',
  cp50220: 'iso-2022-jp',
  cp50221: 'iso-2022-jp',
  cp50222: 'iso-2022-jp',
  iso2022kr: 'iso-2022-kr',
  csiso2022kr: 'iso-2022-kr',
  cp50225: 'iso-2022-kr',
  hzgb2312: 'hz-gb-2312',
  hz: 'hz-gb-2312',
  cp52936: 'hz-gb-2312',
  cp65001: 'utf-8',
  cp65000: 'utf-7',
  cp1200: 'utf-16le',
  cp1201: 'utf-16be',
  unicode: 'utf-16',
  iso10646ucs2: 'utf-16',
  utf8mb4: 'utf-8',
  xutf8: 'utf-8',
  cp10000: 'macroman',
  cp10006: 'macgreek',
  cp10007: 'maccyrillic',
  cp10029: 'maccenteuro',
  cp10079: 'maciceland',
  cp10081: 'macturkish',
  mac: 'macroman',
  macce: 'maccenteuro',
  maccentraleurroman: 'maccenteuro',
  macicelandic: 'maciceland',
  macromanian: 'macromania',
  macukrainian: 'macukraine',
};

/**
 * The charset that a declaration names, as `decode` of charset.ts and decodeMailText take it; `vague` for what names
 * none, `unknown` for a name that means nothing here.
 */
export function resolveCharset(name: string): { charset: string } | 'vague' | 'unknown' {
  const declared = name
    .trim()
    .toLowerCase()
    .replace(/^["']+|["'\s;]+$|\*.*$/g, '');
  if (vagueNames.test(declared)) return 'vague';
  const bare = declared.replace(/:\d{4}$/, '').replace(/[^a-z0-9]/g, '');
  for (const one of [
    bare,
    bare.replace(/^(?:x|cs)/, ''),
    bare.replace(/^(?:windows|ibm|ms|win|dos)(?=\d)/, 'cp'),
  ]) {
    const other = otherNames[one];
    if (other) return { charset: other };
    if (one.length > 1 && !noCharsets.test(one) && iconv.encodingExists(one))
      return { charset: canonical(one) };
  }
  return 'unknown';
}

function canonical(name: string): string {
  if (/^utf8$|^unicode11utf8$/.test(name)) return 'utf-8';
  return /^iso88598[ie]$/.test(name) ? 'iso-8859-8' : name;
}
