import { z } from 'zod';

/**
 * The tools the sandbox has (worker/sandbox/tools.ts; a test compares the lists), with the options each
 * takes.
 */
export type ToolOptions = {
  'pdf-text': Record<string, never>;
  'pdf-unlock': { password: string };
  'office-unlock': { password: string };
  'pdf-paints': Record<string, never>;
  'pdf-hidden': Record<string, never>;
  'pdf-images': { first: number; last: number };
  'pdf-repair': Record<string, never>;
  'ocr-pdf-page': { page: number; dpi: number; segmentation: Segmentation; language: 'eng' };
  'image-frames': Record<string, never>;
  'ocr-image': { frame: number; segmentation: Segmentation; language: 'eng' };
  'office-open-xml': Record<string, never>;
  'office-objects': Record<string, never>;
  'office-convert': { to: 'docx' | 'xlsx' | 'pptx' };
  'office-kind': Record<string, never>;
  text: Record<string, never>;
  email: Record<string, never>;
  'outlook-message': Record<string, never>;
  mailbox: Record<string, never>;
  calendar: Record<string, never>;
  'signed-certificates': { form: 'DER' | 'PEM' };
  'signed-content': { form: 'DER' | 'PEM'; check: 'yes' | 'no' };
  'archive-list': { password: string };
  'archive-unpack': { password: string; maxBytes: number };
  'archive-match': Record<string, never>;
};

/** Tesseract's own numbers: 3 takes the page as it lies, 1 also finds out which way up it is. */
export type Segmentation = '3' | '1';
export type ToolName = keyof ToolOptions;

/** The sandbox's answer. It has touched a stranger's file, so it is read like one. */
export const answerSchema = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true) }),
  z.object({
    ok: z.literal(false),
    failure: z.enum(['timeout', 'memory', 'output', 'processes', 'crashed', 'exit', 'refused']),
    exitCode: z.number().nullable(),
    message: z.string().max(8_192),
  }),
]);

export type ToolFailureKind = Extract<z.infer<typeof answerSchema>, { ok: false }>['failure'];
export const maxAnswerBytes = 4 * 1024 * 1024;
