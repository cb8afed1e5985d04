import { decodeMailText } from './decode-mail-text.ts';

/** What is in a winmail.dat, as it was sent; texts decoded. */
export type TnefContent = {
  subject: string;
  from: string;
  to: string;
  cc: string;
  plain: string;
  html: string;
  compressedRtf: Buffer | undefined;
  files: { filename: string | null; content: Buffer }[];
  /** Whether it could be read to its end. */
  isWhole: boolean;
};

/** [MS-OXTNEF] 2.1.3.1, as it stands in the file. */
const signature = Buffer.from('789f3e22', 'hex');
const attributes = {
  subject: 0x8004,
  body: 0x800c,
  codePage: 0x9007,
  messageProperties: 0x9003,
  attachmentBegins: 0x9002,
  attachmentTitle: 0x8010,
  attachmentData: 0x800f,
  attachmentProperties: 0x9005,
} as const;
const properties = {
  subject: 0x0037,
  senderName: 0x0c1a,
  displayTo: 0x0e04,
  displayCc: 0x0e03,
  body: 0x1000,
  rtf: 0x1009,
  html: 0x1013,
  displayName: 0x3001,
  data: 0x3701,
  shortName: 0x3704,
  longName: 0x3707,
  codePage: 0x3fde,
} as const;
const maxFiles = 2_000;

/** Whether a file is Outlook's wrapper of a message, which travels as winmail.dat. */
export function isTnef(bytes: Uint8Array): boolean {
  return bytes.length > 6 && signature.equals(bytes.subarray(0, 4));
}

type Value = { type: number; bytes: Buffer };
type Properties = Map<number, Value>;
type RawAttachment = { title?: Buffer; data?: Buffer; properties: Properties };
type RawMessage = {
  codePage: number;
  subject?: Buffer;
  body?: Buffer;
  properties: Properties;
  attachments: RawAttachment[];
  isWhole: boolean;
};

/** Reads the attributes of a TNEF stream ([MS-OXTNEF]) as far as they go; a wrong checksum stops nothing. */
export async function parseTnef(bytes: Buffer): Promise<TnefContent> {
  const raw = readAttributes(bytes);
  const page = raw.properties.get(properties.codePage)?.bytes.readUInt32LE(0) ?? raw.codePage;
  const declared = page > 0 ? `cp${String(page)}` : undefined;
  const text = (given?: Buffer) =>
    given ? decodeMailText(withoutEnd(given), { declared }) : Promise.resolve('');
  const property = (id: number, of = raw.properties) => textOf(of.get(id), declared);
  const files: TnefContent['files'] = [];
  for (const one of raw.attachments) {
    const named =
      (await property(properties.longName, one.properties)) ||
      (await text(one.title)) ||
      (await property(properties.shortName, one.properties)) ||
      (await property(properties.displayName, one.properties));
    files.push({ filename: named || null, content: contentOf(one) });
  }
  return {
    subject: (await property(properties.subject)) || (await text(raw.subject)),
    from: await property(properties.senderName),
    to: await property(properties.displayTo),
    cc: await property(properties.displayCc),
    plain: (await property(properties.body)) || (await text(raw.body)),
    html: await textOf(raw.properties.get(properties.html), declared, true),
    compressedRtf: raw.properties.get(properties.rtf)?.bytes,
    files,
    isWhole: raw.isWhole,
  };
}

function readAttributes(bytes: Buffer): RawMessage {
  const message: RawMessage = { codePage: 0, properties: new Map(), attachments: [], isWhole: false };
  let at = 6;
  while (at + 9 <= bytes.length) {
    const id = bytes.readUInt16LE(at + 1);
    const length = bytes.readUInt32LE(at + 5);
    const data = bytes.subarray(at + 9, at + 9 + length);
    if (data.length < length) {
      takeAttribute(message, id, data);
      return message;
    }
    if (!takeAttribute(message, id, data)) return message;
    at += 9 + length + 2;
  }
  message.isWhole = at >= bytes.length;
  return message;
}

/** @returns false where the attribute is damaged, or one too many */
function takeAttribute(message: RawMessage, id: number, data: Buffer): boolean {
  const attachment = message.attachments.at(-1);
  if (id === attributes.subject) message.subject = data;
  else if (id === attributes.body) message.body = data;
  else if (id === attributes.codePage && data.length >= 4) message.codePage = data.readUInt32LE(0);
  else if (id === attributes.messageProperties) return readProperties(data, message.properties);
  else if (id === attributes.attachmentBegins) {
    if (message.attachments.length >= maxFiles) return false;
    message.attachments.push({ properties: new Map() });
  } else if (id === attributes.attachmentTitle && attachment) attachment.title = data;
  else if (id === attributes.attachmentData && attachment) attachment.data = data;
  else if (id === attributes.attachmentProperties && attachment)
    return readProperties(data, attachment.properties);
  return true;
}

/** How many bytes a value has, by its type ([MS-OXCDATA] 2.11.1), filled up to four; undefined where it says. */
function sizeOf(type: number): number | undefined {
  if ([0x0d, 0x1e, 0x1f, 0x102].includes(type)) return undefined;
  if ([0x05, 0x06, 0x07, 0x14, 0x40].includes(type)) return 8;
  return type === 0x48 ? 16 : 4;
}

/** MAPI properties as TNEF writes them ([MS-OXTNEF] 2.1.3.4); of several values the first. */
function readProperties(data: Buffer, into: Properties): boolean {
  let at = 0;
  const number = () => {
    const value = data.readUInt32LE(at);
    at += 4;
    return value;
  };
  const skip = (length: number) => {
    at += Math.ceil(length / 4) * 4;
    if (at > data.length + 3) throw new RangeError('beyond the end');
  };
  try {
    for (let left = number(); left > 0 && at < data.length; left -= 1) {
      const tag = number();
      const type = tag & 0x0fff;
      const id = tag >>> 16;
      if (id >= 0x8000) skipName();
      const size = sizeOf(type);
      const values = size === undefined || (tag & 0x1000) !== 0 ? number() : 1;
      for (let index = 0; index < values; index += 1) {
        const length = size ?? number();
        if (index === 0) into.set(id, { type, bytes: data.subarray(at, at + length) });
        skip(length);
      }
    }
    return true;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }

  /** A property of a program's own has a name, or a number in a set of its own. */
  function skipName(): void {
    skip(16);
    if (number() === 0) skip(4);
    else skip(number());
  }
}

const unicode = 0x1f;
const object = 0x0d;

async function textOf(
  value: Value | undefined,
  declared: string | undefined,
  isHtml = false,
): Promise<string> {
  if (!value) return '';
  if (value.type === unicode) return value.bytes.toString('utf16le').replace(/\0+$/, '');
  return decodeMailText(withoutEnd(value.bytes), { declared, isHtml });
}

function withoutEnd(bytes: Buffer): Buffer {
  const end = bytes.indexOf(0);
  return end < 0 ? bytes : bytes.subarray(0, end);
}

/** An object begins with the number of its interface; a message in a message is TNEF again. */
function contentOf({ data, properties: given }: RawAttachment): Buffer {
  const value = given.get(properties.data);
  if (value && (data === undefined || data.length === 0))
    return value.type === object ? value.bytes.subarray(16) : value.bytes;
  return value?.type === object ? value.bytes.subarray(16) : (data ?? Buffer.alloc(0));
}
