export type TarEntry = { name: string; content?: string; link?: string };

/** A tar archive as POSIX.1-1988 has it (ustar); an entry with `link` is a symbolic link. */
export function buildTar(entries: readonly TarEntry[]): Buffer {
  const pieces = entries.flatMap(({ name, content = '', link }) => {
    const bytes = Buffer.from(content);
    const padding = Buffer.alloc((512 - (bytes.length % 512)) % 512);
    return [buildHeader({ name, size: bytes.length, link }), bytes, padding];
  });
  return Buffer.concat([...pieces, Buffer.alloc(1024)]);
}

function buildHeader({ name, size, link }: { name: string; size: number; link: string | undefined }): Buffer {
  const header = Buffer.alloc(512);
  header.write(name, 0, 100);
  header.write('0000644\0' + '0000000\0'.repeat(2), 100);
  header.write(`${size.toString(8).padStart(11, '0')}\0${'0'.repeat(11)}\0${' '.repeat(8)}`, 124);
  header.write(link === undefined ? '0' : '2', 156);
  header.write(link ?? '', 157, 100);
  header.write('ustar\u000000', 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return header;
}
