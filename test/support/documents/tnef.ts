export type TnefFile = { name: string; content: Buffer; longName?: string; isObject?: boolean };
export type TnefParts = { body?: Buffer; html?: string; codePage?: number; files?: TnefFile[] };

/** Outlook's wrapper of a message, winmail.dat ([MS-OXTNEF] 2.1.3). */
export function buildTnef({ body, html, codePage = 1252, files = [] }: TnefParts): Buffer {
  const number = (value: number) => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32LE(value);
    return bytes;
  };
  const attribute = (level: number, id: number, data: Buffer) => {
    const checksum = Buffer.alloc(2);
    checksum.writeUInt16LE(data.reduce((sum, byte) => (sum + byte) & 0xffff, 0));
    return Buffer.concat([Buffer.from([level]), number(id), number(data.length), data, checksum]);
  };
  const property = (tag: number, value: Buffer) =>
    Buffer.concat([
      number(tag),
      number(1),
      number(value.length),
      value,
      Buffer.alloc((4 - (value.length % 4)) % 4),
    ]);
  const properties = (all: Buffer[]) => Buffer.concat([number(all.length), ...all]);
  const unicode = (text: string) => Buffer.from(`${text}\0`, 'utf16le');
  return Buffer.concat([
    Buffer.from('789f3e220100', 'hex'),
    attribute(1, 0x00089006, number(0x10000)),
    attribute(1, 0x00069007, Buffer.concat([number(codePage), number(0)])),
    ...(body ? [attribute(1, 0x0002800c, Buffer.concat([body, Buffer.alloc(1)]))] : []),
    ...(html ? [attribute(1, 0x00069003, properties([property(0x10130102, Buffer.from(html))]))] : []),
    ...files.flatMap(({ name, content, longName, isObject }) => [
      attribute(2, 0x00069002, Buffer.alloc(14)),
      attribute(2, 0x00018010, Buffer.from(`${name}\0`, 'latin1')),
      ...(isObject ? [] : [attribute(2, 0x0006800f, content)]),
      attribute(
        2,
        0x00069005,
        properties([
          ...(longName ? [property(0x3707001f, unicode(longName))] : []),
          ...(isObject ? [property(0x3701000d, Buffer.concat([Buffer.alloc(16, 7), content]))] : []),
        ]),
      ),
    ]),
  ]);
}
