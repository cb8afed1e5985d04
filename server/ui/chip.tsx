import type { DocumentState } from '../../core/documents/journey.ts';

export type ChipLook = { label: string; tone: 'busy' | 'good' | 'muted' | 'warn' | 'bad' };

/** A state in a word. The shape differs with the tone, not the colour alone. */
export function Chip({ label, tone, state }: ChipLook & { state?: string }) {
  return (
    <span class={`chip ${tone}`} data-state={state}>
      {label}
    </span>
  );
}

/** Whether something works, as the lists of services and targets show it. */
export function HealthChip({ isHealthy }: { isHealthy: boolean }) {
  return isHealthy ? <Chip label="Healthy" tone="good" /> : <Chip label="Unhealthy" tone="bad" />;
}

const documentStateLooks: Record<DocumentState, ChipLook> = {
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
  return <Chip {...documentStateLooks[state]} state={state} />;
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
  return Object.keys(documentStateLooks) as DocumentState[];
}
