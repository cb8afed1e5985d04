import type { DocumentState } from '../../core/documents/journey.ts';

type ChipLook = { label: string; tone: 'busy' | 'good' | 'muted' | 'warn' | 'bad' };

/** How each state of a document is called and looks. The shape differs with the tone, not the colour alone. */
const chipLooks: Record<DocumentState, ChipLook> = {
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

export function DocumentStateChip({ state }: { state: DocumentState }) {
  const { label, tone } = chipLooks[state];
  return (
    <span class={`chip ${tone}`} data-state={state}>
      {label}
    </span>
  );
}

/** One chip of each state, for the script to copy when a document moves on. */
export function DocumentStateTemplates() {
  return (
    <template data-chips>
      {listStates().map((state) => (
        <DocumentStateChip state={state} />
      ))}
    </template>
  );
}

function listStates(): DocumentState[] {
  return Object.keys(chipLooks) as DocumentState[];
}
