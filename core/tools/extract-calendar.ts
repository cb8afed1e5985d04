import type { Extractor } from './extraction.ts';
import { ToolFailed } from './tool-errors.ts';
import { emitPages } from './emit-pages.ts';
import { extractText } from './extract-text.ts';

/**
 * A calendar: what is to happen, when, where and with whom; as it stands where no event can be read from it.
 */
export const extractCalendar: Extractor = async (session, emit, file) => {
  try {
    await session.run('calendar', {});
  } catch (error) {
    if (!(error instanceof ToolFailed) || error.failure !== 'exit') throw error;
    return extractText(session, emit, file);
  }
  await emitPages(session, 'calendar', emit);
  return {};
};
