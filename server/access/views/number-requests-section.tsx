import type { NumberRequest } from '../../../core/matters/number-requests.ts';
import { safeDisplayName } from '../../browser/safe-display-name.ts';
import { ActionButton, formatPerson } from '../../ui/fields.tsx';
import { SafeText, Timestamp } from '../../ui/format.tsx';
import { Form } from '../../ui/form.tsx';
import { ListTable, type Column } from '../../ui/list-table.tsx';
import { Section } from '../../ui/section.tsx';

/** For administrators: numbers that could not be given. */
export function NumberRequestsSection({ requests }: { requests: NumberRequest[] }) {
  if (requests.length === 0) return null;
  return (
    <Section id="number-requests-title" title="Numbers that could not be given">
      <ListTable
        id="number-requests"
        label="Numbers that could not be given"
        columns={columns}
        rows={requests}
      />
      <p class="hint">
        Two matters never have the same number, and no matter gets one that another gave up: the person
        chooses another. If the matter took a number that is not its own, give it a better one.
      </p>
    </Section>
  );
}

const columns: Column<NumberRequest>[] = [
  { title: 'Number', look: 'number', isRowHeader: true, cell: ({ number }) => <SafeText of={number} /> },
  { title: 'Wanted by', cell: ({ person }) => <SafeText of={formatPerson(person)} /> },
  { title: 'Requested', cell: ({ askedAt }) => <Timestamp at={askedAt} /> },
  {
    title: 'Number of the matter now',
    look: 'number',
    cell: ({ matterNumber }) => <SafeText of={matterNumber} />,
  },
  { title: 'Answer', cell: (request) => <AnswerForms request={request} /> },
];

function AnswerForms({ request: { id, matterNumber } }: { request: NumberRequest }) {
  const action = `/access/numbers/${id}/answer`;
  return (
    <>
      <Form action={action}>
        <label>
          Another number <input name="matterNumber" required maxLength={300} autocomplete="off" />
        </label>
        <button aria-label={safeDisplayName(`Change the number ${matterNumber}`)}>Change</button>
      </Form>
      <ActionButton action={action} text="Keep it" label={`Keep the number ${matterNumber}`} look="quiet" />
    </>
  );
}
