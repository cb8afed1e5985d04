import type { ZipParts } from './zip-parts.ts';

/**
 * A relationship of a part (ECMA-376 part 2, §9): `type` is the last word of its URI, `target` the name of
 * the part it leads to.
 */
export type PartRelation = { id: string; type: string; target: string };

/**
 * What a part refers to inside its own package, in the order of the file. Links that lead outside are left
 * out.
 */
export async function readRelations(parts: ZipParts, part: string): Promise<PartRelation[]> {
  const slash = part.lastIndexOf('/') + 1;
  const folder = part.slice(0, slash);
  const relations: PartRelation[] = [];
  await parts.read(`${folder}_rels/${part.slice(slash)}.rels`, {
    open: (name, attribute) => {
      if (name !== 'Relationship' || attribute('TargetMode') === 'External') return;
      relations.push({
        id: attribute('Id') ?? '',
        type: (attribute('Type') ?? '').split('/').at(-1) ?? '',
        target: resolveTarget(folder, attribute('Target') ?? ''),
      });
    },
    text: () => undefined,
    close: () => undefined,
  });
  return relations;
}

/** The parts of one kind that a part refers to. */
export function findTargets(relations: readonly PartRelation[], ...types: string[]): string[] {
  return relations.filter(({ type }) => types.includes(type)).map(({ target }) => target);
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
