import { readAt, type Citation } from './citation.ts';
import { afterGap, afterMarker, readFurtherSections, readSection } from './sections.ts';

/** How a state's name begins its code ("Cal. Penal Code"), abbreviated and in full. */
const states =
  'AL Ala.|Alabama;AK Alaska;AZ Ariz.|Arizona;AR Ark.|Arkansas;CA Cal.|Calif.|California;CO Colo.|Colorado;CT Conn.|Connecticut;DE Del.|Delaware;DC D.C.;FL Fla.|Florida;GA Ga.|Georgia;HI Haw.|Hawaii;ID Idaho;IL Ill.|Illinois;IN Ind.|Indiana;IA Iowa;KS Kan.|Kansas;KY Ky.|Kentucky;LA La.|Louisiana;ME Me.|Maine;MD Md.|Maryland;MA Mass.|Massachusetts;MI Mich.|Michigan;MN Minn.|Minnesota;MS Miss.|Mississippi;MO Mo.|Missouri;MT Mont.|Montana;NE Neb.|Nebraska;NV Nev.|Nevada;NH N.H.|New Hampshire;NJ N.J.|New Jersey;NM N.M.|New Mexico;NY N.Y.|New York;NC N.C.|North Carolina;ND N.D.|North Dakota;OH Ohio;OK Okla.|Oklahoma;OR Or.|Ore.|Oregon;PA Pa.|Pennsylvania;PR P.R.|Puerto Rico;RI R.I.|Rhode Island;SC S.C.|South Carolina;SD S.D.|South Dakota;TN Tenn.|Tennessee;TX Tex.|Texas;UT Utah;VT Vt.|Vermont;VA Va.|Virginia;VI V.I.;WA Wash.|Washington;WV W. Va.|West Virginia;WI Wis.|Wisconsin;WY Wyo.|Wyoming;GU Guam';
/** Codes that are known by their initials alone. */
const initials =
  'OH R.C.|O.R.C.|O.A.C.;MI MCL|MCLA|MSA;WA RCW|WAC;NC G.S.|N.C.G.S.|N.C.G.S.A.;GA O.C.G.A.;NJ N.J.S.A.|N.J.S.|N.J.A.C.;CO C.R.S.;AZ A.R.S.|A.A.C.;KS K.S.A.|K.A.R.;KY KRS|KAR;NV NRS|NAC;OR ORS|OAR;MO RSMo;NH RSA;TN T.C.A.;ID I.C.;HI HRS;SD SDCL;ND N.D.C.C.;MA M.G.L.|G.L.|M.G.L.A.;NY CPLR|C.P.L.R.|EPTL;NM NMSA|N.M.S.A.;MT MCA;MD COMAR;US UCC|U.C.C.|I.R.C.|Treas. Reg.;IA ICA;AK AS;WY W.S.;FL F.S.|F.S.A.;LA La. R.S.;CT C.G.S.;IL ILCS';

const words =
  /^(?:Codes?|Stat|Stats|Statutes?|Laws?|Rev|Gen|Comp|Cons|Codified|Regs?|Regulations|Admin|Const|C|CS|CSA|RS|SA|CA)$/i;
/** The word after which the number comes; it is no part of the code's name. */
const divisions = /^(?:Sections?|Secs?|Articles?|Arts?|Chapters?|Ch|Title|Tit|Rules?|Parts?)$/;
const lawWord = /[\s,]{0,12}([A-Z][A-Za-z'\u2019-]*(?:\.[A-Z][A-Za-z]*)*\.?|&|and\b|of\b)/y;
const inner =
  /[,\s]{0,12}(?:ch|c|tit|art|r|T|pt)\.\s{0,5}(\d{1,4}[A-Z]{0,2}(?:[.:-]\d{1,4}){0,3})(?=,|\s|\)|\.|;|$)/y;
const titleBefore = /(?:^|[^\d.,-])(\d{1,3})\s{1,10}$/;
const regulation =
  /Admin|Regs?\b|Regulations|NYCRR|COMAR|\bWAC\b|\bOAR\b|\bKAR\b|\bNAC\b|A\.A\.C|O\.A\.C|Code R/;

/**
 * The names by which a state's law may begin, each with its state and whether more must follow to make it a
 * law.
 */
export const codeNames: { name: string; jurisdiction: string; isWhole: boolean }[] = [
  ...namesIn(initials, true),
  ...namesIn(states, false),
];

function namesIn(list: string, isWhole: boolean) {
  return list.split(';').flatMap((entry) =>
    entry
      .slice(3)
      .split('|')
      // Texas prints its codes in capitals.
      .flatMap((name) => (name.endsWith('.') && !isWhole ? [name, name.toUpperCase()] : [name]))
      .map((name) => ({ name, jurisdiction: entry.slice(0, 2), isWhole })),
  );
}

/**
 * A state's statute or regulation ("Cal. Penal Code § 187", "RCW 26.09.191"), behind the name it begins with.
 */
export function readStateCode(
  text: string,
  name: { start: number; end: number },
  known: { jurisdiction: string; isWhole: boolean },
): Citation[] | undefined {
  const codeEnd = known.isWhole ? name.end : readLawWords(text, name.end);
  if (codeEnd === undefined) return undefined;
  return readSections(text, { start: name.start, codeEnd, jurisdiction: known.jurisdiction });
}

/**
 * The end of "Penal Code", "Gen. Stat. Ann.", "Code Ann., Crim. Law"; undefined where no word of it means a
 * law.
 */
function readLawWords(text: string, from: number): number | undefined {
  let end = from;
  let isLaw = false;
  for (let count = 0; count < 9; count += 1) {
    const word = readAt(lawWord, text, end);
    if (!word) break;
    const parts = (word[1] ?? '').split('.').filter((part) => part !== '');
    if (parts.includes('Const')) return undefined;
    if (divisions.test(parts.join(''))) break;
    isLaw ||= parts.some((part) => words.test(part)) || words.test(parts.join(''));
    end += word[0].length;
    // A sentence ends here: "Code" is not shortened.
    if (/(?:Code|Laws?)\.$/.test(word[1] ?? '')) break;
  }
  return isLaw ? end : undefined;
}

type Code = { start: number; codeEnd: number; jurisdiction: string };

function readSections(text: string, code: Code): Citation[] | undefined {
  const chapter = readAt(inner, text, code.codeEnd);
  const from = chapter ? code.codeEnd + chapter[0].length : code.codeEnd;
  const marked = afterMarker(text, from);
  const at = marked ?? afterGap(text, from);
  const first = at === undefined ? undefined : readSection(text, at);
  if (!first) return undefined;
  // Without a section sign only a number that no page or year looks like.
  if (marked === undefined && !/[.:-]/.test(first.section)) return undefined;
  const written = text.slice(code.start, code.codeEnd).replace(/\s+/g, ' ').replace(/,$/, '');
  const before = titleBefore.exec(text.slice(Math.max(0, code.start - 14), code.start))?.[1] ?? null;
  const start = before === null ? code.start : text.lastIndexOf(before, code.start - 1);
  const isMany = marked !== undefined && text.slice(from, marked).includes('§§');
  const sections = isMany ? [first, ...readFurtherSections(text, first.end)] : [first];
  return sections.map((section, index) => ({
    start: index === 0 ? start : section.start,
    end: section.end,
    detail: {
      type: regulation.test(written) ? ('regulation' as const) : ('statute' as const),
      title: chapter?.[1] ?? before,
      code: written,
      section: section.section,
      subsection: section.subsection,
      andFollowing: section.andFollowing,
      jurisdiction: code.jurisdiction,
    },
  }));
}

/** "§ 1983 of title 42", "Title 42, United States Code, Section 1983". */
const sectionOfTitle =
  /[Ss]ections?\s{1,10}(\d{1,5}[a-z]{0,2}(?:-\d{1,3})?)((?:\([A-Za-z0-9]{1,4}\)){0,6})\s{1,10}of\s{1,10}(?:the\s{1,5})?[Tt]itle\s{1,10}(\d{1,2})\b/y;
const titleThenSection =
  /[Tt]itle\s{1,10}(\d{1,2}),?\s{1,10}(?:of\s{1,5}the\s{1,5})?(?:United\s{1,5}States\s{1,5}Code|U\.\s?S\.\s?C(?:ode|\.)),?\s{1,10}(?:[Ss]ections?|§{1,2})\s{0,10}(\d{1,5}[a-z]{0,2}(?:-\d{1,3})?)((?:\([A-Za-z0-9]{1,4}\)){0,6})/y;

/** Reads a section of a title in words, in either order ("§ 1983 of title 42"). */
export function readTitleInWords(text: string, at: number): Citation[] | undefined {
  const first = readAt(sectionOfTitle, text, at);
  const found = first ?? readAt(titleThenSection, text, at);
  if (!found) return undefined;
  const [section, subsection, title] = first
    ? [found[1], found[2], found[3]]
    : [found[2], found[3], found[1]];
  return [
    {
      start: at,
      end: at + found[0].length,
      detail: {
        type: 'statute',
        title: title ?? null,
        code: 'U.S.C.',
        section: section ?? '',
        subsection: subsection ? subsection : null,
        andFollowing: false,
        jurisdiction: 'US',
      },
    },
  ];
}
