/**
 * Shortened names of reporters that mean something else, too: months, first names, kings, books of the Bible and
 * words of a list. After such a one only a case's name before it makes a citation.
 */
const ordinary = new Set(
  (
    'Add All Anth Ap App At Ben Bin Bl Brad Brock Cain Chest Chip Cliff Col Cold Const Curt Dan Dec Dem Den ' +
    'Dev Div Doug Edw Fed Flip Flor Gen Gil Gr Hand Har Hard Hay Hen Hugh Hum Jeff John Just Lea Lit Low Ma Mai ' +
    'Mar Marsh Mart Mas Met Min Mis Misc Mon Mona Mont Or Pen Penny Pears Phil Pin Port Rand Raw Rich Rob ' +
    'Sc Sick Sp Spr Stock Sum Ten Ter Tread Wa Walk Wash Wh Will Win Wool'
  ).split(' '),
);
const shortened = /^([A-Z][a-z]{1,10})\.$/;

/**
 * True for a reporter's own shortened name, which nothing else is ("Cra.", "Wheat.", "Blackf.") and which
 * therefore needs no case's name before it. `listed` holds the ways in which the lists write the reporter.
 */
export function isOldReporter(written: string, listed: readonly string[]): boolean {
  const name = shortened.exec(written)?.[1];
  if (name === undefined) return written === 'Cranch';
  return !ordinary.has(name) && listed.includes(written);
}

/** True where a name with commas in it is one of the list, as it stands or with stops in their place ("U,S,"). */
export function isListedName(written: string, listed: readonly string[]): boolean {
  const plain = written.replace(/\s/g, '');
  const stopped = plain.replaceAll(',', '.');
  return listed.some((name) => {
    const known = name.replace(/\s/g, '');
    return known === stopped || known === plain || `${known},` === plain;
  });
}
