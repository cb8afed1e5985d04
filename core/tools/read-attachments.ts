import { z } from 'zod';
import type { SandboxSession } from './sandbox-client.ts';
import type { Attachment } from './extraction.ts';
import { parseToolOutput } from './emit-pages.ts';

const attachmentListSchema = z
  .array(z.object({ filename: z.string().max(10_000).nullable(), mimeType: z.string().max(1_000) }))
  .max(2_000);
const maxListBytes = 32 * 1024 ** 2;
const maxAttachmentBytes = 256 * 1024 ** 2;

type AttachmentSource = { list: string; file: string; after: number };

/**
 * The files that a reader took out of the one it was given: `part-N`, listed in `attachments.json`, or
 * elsewhere, numbered after those there are already.
 * @throws ToolFailed
 */
export async function readAttachments(
  session: SandboxSession,
  { list, file, after }: AttachmentSource = { list: 'attachments.json', file: 'part', after: 0 },
): Promise<Attachment[]> {
  const listed = parseToolOutput(attachmentListSchema, await session.readText(list, maxListBytes));
  return listed.map(({ filename }, index) => ({
    part: after + index + 1,
    filename: filename ?? `attachment-${String(index + 1)}`,
    bytes: () => session.readBytes(`${file}-${String(index + 1)}`, maxAttachmentBytes),
  }));
}
