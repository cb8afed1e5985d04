import { findTargets, type PartRelation } from './read-relations.ts';
import { withoutMarks } from './span-marks.ts';
import type { ZipParts } from './zip-parts.ts';

/** A level of a list (ECMA-376 part 1, §17.9.6). */
export type ListLevel = {
  start: number;
  format: string;
  /** `%1.%2`: the numbers of levels, and what stands around them. */
  text: string;
  /** All numbers in figures, whatever their own levels say. */
  isLegal: boolean;
  /** After the use of which level it begins anew: 0 for never, undefined for any above it. */
  restart: number | undefined;
  suffix: string;
  /** The style of paragraphs that are of this level. */
  style: string;
};

export type ListKind = { levels: Map<number, ListLevel>; linkedStyle: string };
type OwnLevel = { start?: number; level?: ListLevel };
/** A list that is made of a kind, with what is otherwise in it. */
export type List = { kind: string; own: Map<number, OwnLevel> };
export type NumberedStyle = { basedOn: string; numId: string | undefined; level: number | undefined };

export type Numbering = {
  kinds: Map<string, ListKind>;
  lists: Map<string, List>;
  styles: Map<string, NumberedStyle>;
};

type Attribute = (name: string) => string | undefined;

/** What a Word file says of its lists and of the styles that number paragraphs. */
export async function readNumbering(parts: ZipParts, relations: readonly PartRelation[]): Promise<Numbering> {
  const numbering: Numbering = { kinds: new Map(), lists: new Map(), styles: new Map() };
  for (const name of findTargets(relations, 'numbering')) await readLists(parts, name, numbering);
  for (const name of findTargets(relations, 'styles')) await readStyles(parts, name, numbering.styles);
  return numbering;
}

async function readLists(parts: ZipParts, name: string, { kinds, lists }: Numbering): Promise<void> {
  let kind: ListKind | undefined;
  let list: List | undefined;
  let own: OwnLevel | undefined;
  let level: ListLevel | undefined;
  const open = (element: string, attribute: Attribute) => {
    const value = attribute('val') ?? '';
    if (element === 'abstractNum') {
      kind = { levels: new Map(), linkedStyle: '' };
      kinds.set(attribute('abstractNumId') ?? '', kind);
    } else if (element === 'num') {
      list = { kind: '', own: new Map() };
      lists.set(attribute('numId') ?? '', list);
    } else if (element === 'numStyleLink' && kind) kind.linkedStyle = value;
    else if (element === 'abstractNumId' && list) list.kind = value;
    else if (element === 'lvlOverride' && list) {
      own = {};
      list.own.set(Number(attribute('ilvl')), own);
    } else if (element === 'startOverride' && own) own.start = Number(value);
    else if (element === 'lvl') {
      level = newLevel();
      if (own) own.level = level;
      else kind?.levels.set(Number(attribute('ilvl')), level);
    } else if (level) readLevelElement(level, element, value);
  };
  const close = (element: string) => {
    if (element === 'abstractNum') kind = undefined;
    if (element === 'num') list = undefined;
    if (element === 'lvlOverride') own = undefined;
    if (element === 'lvl') level = undefined;
  };
  await parts.read(name, { open, text: () => undefined, close });
}

function newLevel(): ListLevel {
  return {
    start: 0,
    format: 'decimal',
    text: '',
    isLegal: false,
    restart: undefined,
    suffix: 'tab',
    style: '',
  };
}

function readLevelElement(level: ListLevel, element: string, value: string): void {
  if (element === 'start') level.start = Number(value);
  else if (element === 'numFmt') level.format = value;
  else if (element === 'lvlText') level.text = withoutMarks(value);
  else if (element === 'isLgl') level.isLegal = !['0', 'false'].includes(value);
  else if (element === 'lvlRestart') level.restart = Number(value);
  else if (element === 'suff') level.suffix = value;
  else if (element === 'pStyle') level.style = value;
}

async function readStyles(parts: ZipParts, name: string, styles: Map<string, NumberedStyle>): Promise<void> {
  let style: NumberedStyle | undefined;
  await parts.read(name, {
    open: (element, attribute) => {
      if (element === 'style') {
        style = { basedOn: '', numId: undefined, level: undefined };
        styles.set(attribute('styleId') ?? '', style);
      } else if (!style) return;
      else if (element === 'basedOn') style.basedOn = attribute('val') ?? '';
      else if (element === 'numId') style.numId = attribute('val');
      else if (element === 'ilvl') style.level = Number(attribute('val'));
    },
    text: () => undefined,
    close: (element) => {
      if (element === 'style') style = undefined;
    },
  });
}
