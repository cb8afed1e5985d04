import filenamify from 'filenamify';

/** In UTF-16 units, each at most three bytes of UTF-8: with what is added to it a name stays below the 255 bytes of file systems. */
const maxLength = 64;

/** What draws nothing and is no control or format character, which filenamify replaces; the pages show the same by number. */
const invisible = /[\p{Default_Ignorable_Code_Point}\u2800\u{1d159}]|\u{16fe4}/gu;

/**
 * Makes a name that people chose the name of a file or folder on any system: no separators, control characters, marks that turn the
 * direction of writing or draw nothing, names of devices or hidden names; what is too long is cut before its ending.
 */
export function safeName(given: string): string {
  const name = filenamify(given.toWellFormed().replaceAll(invisible, '_'), {
    replacement: '_',
    maxLength,
  }).replace(/^\.+/, '_');
  // An ending alone can be too long.
  return name.length <= maxLength ? name : `${name.slice(0, maxLength - 1).toWellFormed()}_`;
}

/** Makes every name unique within its folder, also where a file system takes upper and lower case for the same. */
export function uniqueNames(): (folder: string, name: string) => string {
  const claimed = new Set<string>();
  const claim = (path: string) => {
    const folded = path.normalize('NFC').toUpperCase();
    return !claimed.has(folded) && claimed.add(folded);
  };
  return (folder, name) => {
    if (claim(`${folder}/${name}`)) return name;
    for (let number = 2; ; number += 1) {
      const other = insertBeforeExtension(name, ` (${number})`);
      if (claim(`${folder}/${other}`)) return other;
    }
  };
}

/** "letter.pdf" and " (2)": "letter (2).pdf". */
export function insertBeforeExtension(name: string, addition: string): string {
  const ending = /(?<=.)\.[^. ]{1,12}$/.exec(name)?.[0] ?? '';
  return `${name.slice(0, name.length - ending.length)}${addition}${ending}`;
}
