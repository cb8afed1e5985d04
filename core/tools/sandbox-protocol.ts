import { z } from 'zod';

/** Nothing larger is unpacked out of an archive. */
export const maxArchiveBytes = 9 * 1024 ** 3;

const noOptions = z.strictObject({});
/** Written to the program's standard input as one line. */
const passwordSchema = z
  .string()
  .max(200)
  .regex(/^\P{Cc}*$/u);
const encodingSchema = z.enum(['DER', 'PEM']);
const pageNumberSchema = z.int().min(1).max(1_000_000);
/** Tesseract's own numbers: 3 takes the page as it lies, 1 also finds out which way up it is. */
const segmentationSchema = z.enum(['3', '1']);
const languageSchema = z.enum(['eng']);

/**
 * Every tool the sandbox has, with the options it takes: what the worker may ask and what the sandbox
 * checks. Arguments come from worker/sandbox/tools.ts; of a request only checked numbers and names from
 * closed lists.
 */
export const toolOptions = {
  'pdf-text': noOptions,
  'pdf-unlock': z.strictObject({ password: passwordSchema }),
  'office-unlock': z.strictObject({ password: passwordSchema }),
  'pdf-paints': noOptions,
  'pdf-hidden': noOptions,
  'pdf-images': z.strictObject({ first: pageNumberSchema, last: pageNumberSchema }),
  'pdf-repair': noOptions,
  'ocr-pdf-page': z.strictObject({
    page: pageNumberSchema,
    dpi: z.int().min(20).max(600),
    segmentation: segmentationSchema,
    language: languageSchema,
  }),
  'image-frames': noOptions,
  'ocr-image': z.strictObject({
    frame: pageNumberSchema,
    segmentation: segmentationSchema,
    language: languageSchema,
  }),
  'office-open-xml': noOptions,
  'office-kind': noOptions,
  'office-objects': noOptions,
  'office-convert': z.strictObject({ to: z.enum(['docx', 'xlsx', 'pptx']) }),
  text: noOptions,
  'archive-list': z.strictObject({ password: passwordSchema }),
  'archive-unpack': z.strictObject({
    password: passwordSchema,
    maxBytes: z.int().min(1).max(maxArchiveBytes),
  }),
  'archive-match': noOptions,
  'archive-stream': noOptions,
  'archive-find': noOptions,
  email: noOptions,
  'outlook-message': noOptions,
  mailbox: noOptions,
  tnef: noOptions,
  calendar: noOptions,
  'signed-certificates': z.strictObject({ form: encodingSchema }),
  'signed-content': z.strictObject({ form: encodingSchema, check: z.enum(['yes', 'no']) }),
} as const satisfies Record<string, z.ZodType>;

export type ToolName = keyof typeof toolOptions;
export type ToolOptions = { [Name in ToolName]: z.infer<(typeof toolOptions)[Name]> };
export type Segmentation = z.infer<typeof segmentationSchema>;

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
