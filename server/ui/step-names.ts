import type { StepName } from '../../core/documents/journey.ts';

/** What each step is called to people. */
export const stepLabels: Record<StepName, string> = {
  scan: 'Check for viruses',
  extract: 'Extract text',
  read: 'Read scanned pages',
  analyse: 'Analyse and make findable',
};
