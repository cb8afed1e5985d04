import type { ZipParts } from './zip-parts.ts';

/**
 * A relationship of a part (ECMA-376 part 2, §9): `type` is the last word of its URI, which is the same in both
 * dialects of the standard, `target` the name of the part it leads to.
 */
export type PartRelation = { id: string; type: string; target: string };

/** A relationship that may lead out of the package: `target` is then as it stands in the file. */
type AnyRelation = PartRelation & { isExternal: boolean };

/**
 * What a part refers to inside its own package, in the order of the file. Links that lead outside are left
 * out.
 */
export async function readRelations(parts: ZipParts, part: string): Promise<PartRelation[]> {
  return (await readOwnRelations(parts, part)).filter(({ isExternal }) => !isExternal);
}

/** The relationships of all parts, those that lead outside too. */
export async function readAllRelations(parts: ZipParts): Promise<AnyRelation[]> {
  const relations: AnyRelation[] = [];
  for (const name of parts.listNames(/(?:^|\/)_rels\/[^/]*\.rels$/i))
    relations.push(...(await readOwnRelations(parts, name.replace(/_rels\/([^/]*)\.rels$/i, '$1'))));
  return relations;
}

/** The parts of some kinds that a part refers to, each once. */
export function findTargets(relations: readonly PartRelation[], ...types: string[]): string[] {
  const targets = relations.filter(({ type }) => types.includes(type)).map(({ target }) => target);
  return [...new Set(targets)];
}

/** The parts whose content type says one of some words, such as `footnotes+xml`; in the order of their names. */
export async function findPartsByContentType(parts: ZipParts, ...endings: string[]): Promise<string[]> {
  const found: string[] = [];
  await parts.read('[Content_Types].xml', {
    open: (name, attribute) => {
      const contentType = name === 'Override' ? (attribute('ContentType') ?? '') : '';
      if (endings.some((ending) => contentType.endsWith(ending)))
        found.push(resolveName(parts, resolveTarget('', attribute('PartName') ?? '')));
    },
    text: () => undefined,
    close: () => undefined,
  });
  return found.filter((name) => parts.has(name));
}

async function readOwnRelations(parts: ZipParts, part: string): Promise<AnyRelation[]> {
  const slash = part.lastIndexOf('/') + 1;
  const folder = part.slice(0, slash);
  const relations: AnyRelation[] = [];
  await parts.read(resolveName(parts, `${folder}_rels/${part.slice(slash)}.rels`), {
    open: (name, attribute) => {
      if (name !== 'Relationship') return;
      const isExternal = attribute('TargetMode') === 'External';
      const target = attribute('Target') ?? '';
      relations.push({
        id: attribute('Id') ?? '',
        type: (attribute('Type') ?? '').split('/').at(-1) ?? '',
        target: isExternal ? target : resolveName(parts, resolveTarget(folder, target)),
        isExternal,
      });
    },
    text: () => undefined,
    close: () => undefined,
  });
  return relations;
}

/**
 * A name inside the package; it never leads out, whatever it says: it is only ever looked up among the
 * package's parts.
 */
function resolveTarget(folder: string, target: string): string {
  const steps: string[] = [];
  for (const step of (target.startsWith('/') ? target : folder + target).split('/')) {
    if (step === '..') steps.pop();
    else if (step !== '' && step !== '.') steps.push(step);
  }
  return steps.join('/');
}

const namesOfParts = new WeakMap<ZipParts, ReadonlyMap<string, string>>();

/** The name as the ZIP file spells it: names of parts are alike in either case (ECMA-376 part 2, §6.3.5). */
function resolveName(parts: ZipParts, name: string): string {
  if (parts.has(name)) return name;
  let names = namesOfParts.get(parts);
  if (!names) {
    names = new Map(parts.listNames(/^/).map((known) => [known.toLowerCase(), known]));
    namesOfParts.set(parts, names);
  }
  return names.get(name.toLowerCase()) ?? names.get(decodeName(name).toLowerCase()) ?? name;
}

function decodeName(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
