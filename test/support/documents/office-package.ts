import { xmlDocument } from './docx.ts';
import { buildZip } from './zip.ts';

/** A part of a package, and the last word of the relationship by which another part (the main one) refers to it. */
export type PackagePart = {
  name: string;
  relation?: string;
  content: Buffer | string;
  contentType?: string;
  from?: string;
};

export type PackageContent = {
  /** `target` is how the package spells its name, where that is otherwise. */
  main: { name: string; target?: string; contentType?: string; xml: string };
  parts?: PackagePart[];
  /** The other dialect of the standard, which Office calls "Strict". */
  isStrict?: boolean;
  links?: { relation: string; target: string }[];
};

/**
 * An Office file (ECMA-376 part 2) whose parts may be called anything. Relationships are numbered rId1, rId2 in the
 * order of the parts that one part refers to; markup writes `{ns}` where the namespace of relationships stands.
 */
export function buildOfficePackage({
  main,
  parts = [],
  isStrict = false,
  links = [],
}: PackageContent): Buffer {
  const namespace = isStrict
    ? 'http://purl.oclc.org/ooxml/officeDocument/relationships'
    : 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
  const sources = new Map<string, string[]>([[main.name, []]]);
  for (const { name, relation, from = main.name } of parts) {
    if (!relation) continue;
    const held = sources.get(from) ?? [];
    sources.set(from, held);
    held.push(relationXml({ id: held.length + 1, type: `${namespace}/${relation}`, target: `/${name}` }));
  }
  const own = sources.get(main.name) ?? [];
  for (const { relation, target } of links) {
    const link = relationXml({ id: own.length + 1, type: `${namespace}/${relation}`, target });
    own.push(link.replace('/>', ' TargetMode="External"/>'));
  }
  const overrides = [{ ...main, contentType: main.contentType ?? 'application/xml' }, ...parts]
    .filter(({ contentType }) => contentType)
    .map(({ name, contentType }) => `<Override PartName="/${name}" ContentType="${contentType ?? ''}"/>`);
  const toMain = relationXml({
    id: 1,
    type: `${namespace}/officeDocument`,
    target: main.target ?? main.name,
  });
  return buildZip([
    {
      name: '[Content_Types].xml',
      content: xmlDocument(
        `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">${overrides.join('')}</Types>`,
      ),
    },
    { name: '_rels/.rels', content: relationsPart([toMain]) },
    { name: main.name, content: xmlDocument(main.xml.replaceAll('{ns}', namespace)) },
    ...parts.map(({ name, content }) => ({ name, content })),
    ...[...sources].map(([name, held]) => ({
      name: name.replace(/([^/]*)$/, '_rels/$1.rels'),
      content: relationsPart(held),
    })),
  ]);
}

function relationXml({ id, type, target }: { id: number; type: string; target: string }): string {
  return `<Relationship Id="rId${String(id)}" Type="${type}" Target="${target}"/>`;
}

function relationsPart(relations: readonly string[]): string {
  return xmlDocument(
    `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${relations.join('')}</Relationships>`,
  );
}
