import { Unreadable } from '../platform/errors.ts';
import type { SandboxSession } from './sandbox-client.ts';
import { cleanText, type Extractor } from './extraction.ts';
import { ToolFailed } from './tool-errors.ts';

type CmsEncoding = 'DER' | 'PEM';

const maxSignersBytes = 1024 ** 2;
const maxContentBytes = 2 * 1024 ** 3;

/**
 * Signed mail and signed files (.p7m; CMS, RFC 5652): a page that names the signers' certificates, and what
 * was signed as a document of its own. Whether the firm should trust the signer is not judged.
 */
export const extractSigned: Extractor = async (session, emit, { filename }) => {
  const form = await detectEncoding(session);
  const signers = cleanText(await session.readText('signers.txt', maxSignersBytes)).trim();
  const isWhole = await extractContent(session, form);
  const text = `Signed by\n${signers}`;
  await emit({
    number: 1,
    state: 'read',
    text,
    engine: 'openssl',
    confidence: 1,
    label: 'Signature',
    layout: null,
  });
  const attachment = {
    part: 1,
    filename: deriveContentName(filename),
    bytes: () => session.readBytes('content', maxContentBytes),
  };
  const note =
    'The signature does not match what was signed: it was changed afterwards or damaged. Ask the sender before you rely on it.';
  return { attachments: [attachment], warning: isWhole ? null : note };
};

/** DER is what mail programs write, PEM what some portals do. */
async function detectEncoding(session: SandboxSession): Promise<CmsEncoding> {
  try {
    await session.run('signed-certificates', { form: 'DER' });
    return 'DER';
  } catch (error) {
    if (!(error instanceof ToolFailed) || error.failure !== 'exit') throw error;
    if (/no content|type not signed|wrong content type/i.test(error.stderr)) throw encryptedMessage();
    await session.run('signed-certificates', { form: 'PEM' });
    return 'PEM';
  }
}

/** Returns whether the signature matches. @throws Unreadable where nothing is inside, or it is encrypted. */
async function extractContent(session: SandboxSession, form: CmsEncoding): Promise<boolean> {
  try {
    await session.run('signed-content', { form, check: 'yes' });
    return true;
  } catch (error) {
    if (!(error instanceof ToolFailed) || error.failure !== 'exit') throw error;
    if (/not signed data/i.test(error.stderr)) throw encryptedMessage();
    if (/no content/i.test(error.stderr))
      throw new Unreadable(
        'This is only the signature of another file or message; there is nothing to read in it.',
        'no-text',
      );
    await session.run('signed-content', { form, check: 'no' });
    return false;
  }
}

function encryptedMessage(): Unreadable {
  return new Unreadable(
    'This message is encrypted for its recipient, whose key Strongroom does not have. Open it in the mail program, save it without encryption, and upload that.',
  );
}

function deriveContentName(filename: string): string {
  const inner = filename.replace(/\.p7[msc]$/i, '');
  return inner !== filename && inner.includes('.') ? inner : `${inner === 'smime' ? 'message' : inner}.eml`;
}
