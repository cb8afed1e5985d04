import type { DocumentState } from '../../core/documents/journey.ts';

type Look = { label: string; tone: 'busy' | 'good' | 'muted' | 'warn' | 'bad' };

/** How each state of a document is called and looks. The shape differs with the tone, not the colour alone. */
const stateLooks: Record<DocumentState, Look> = {
  stored: { label: 'Waiting', tone: 'busy' },
  scanning: { label: 'Checking for viruses', tone: 'busy' },
  extracting: { label: 'Extracting text', tone: 'busy' },
  reading: { label: 'Reading scan', tone: 'busy' },
  analysing: { label: 'Analysing', tone: 'busy' },
  searchable: { label: 'Searchable', tone: 'good' },
  'no-text': { label: 'No text', tone: 'muted' },
  'needs-password': { label: 'Needs password', tone: 'warn' },
  quarantined: { label: 'Quarantined', tone: 'bad' },
  failed: { label: 'Failed', tone: 'bad' },
};

export function StateChip({ state }: { state: DocumentState }) {
  const { label, tone } = stateLooks[state];
  return (
    <span class={`chip ${tone}`} data-state={state}>
      {label}
    </span>
  );
}

/** One chip of each state, for the script to copy when a document moves on. */
export function ChipTemplates() {
  return (
    <template data-chips>
      {documentStates().map((state) => (
        <StateChip state={state} />
      ))}
    </template>
  );
}

function documentStates(): DocumentState[] {
  return Object.keys(stateLooks) as DocumentState[];
}
