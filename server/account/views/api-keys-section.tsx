import type { ApiKeyView } from '../../../core/auth/api-keys/api-keys.ts';
import { ActionButton } from '../../ui/fields.tsx';
import { Timestamp, SafeText } from '../../ui/format.tsx';
import { Form } from '../../ui/form.tsx';
import { ListTable, type Column } from '../../ui/list-table.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Panel, Section } from '../../ui/section.tsx';

type ApiKeysSectionProps = { keys: ApiKeyView[]; newKey: (ApiKeyView & { key: string }) | undefined };

/** The keys with which programs act as this person. */
export function ApiKeysSection({ keys, newKey }: ApiKeysSectionProps) {
  return (
    <Section id="keys-title" title="API keys">
      <p class="hint">
        A program with a key acts as you. Give each program its own, and revoke it when the program goes.
      </p>
      {newKey ? (
        <Notice kind="good">
          <p>
            The key of <SafeText of={newKey.name} />, shown only now: <code class="secret">{newKey.key}</code>
          </p>
        </Notice>
      ) : null}
      <ListTable id="keys" label="API keys" columns={apiKeyColumns} rows={keys} />
      <NewApiKeyForm />
    </Section>
  );
}

const apiKeyColumns: Column<ApiKeyView>[] = [
  { title: 'Name', isRowHeader: true, cell: ({ name }) => <SafeText of={name} /> },
  { title: 'May', cell: ({ readOnly }) => (readOnly ? 'only read' : 'read and change') },
  { title: 'Last used', cell: ({ lastUsedAt }) => (lastUsedAt ? <Timestamp at={lastUsedAt} /> : 'never') },
  { title: 'Expires', cell: ({ expiresAt }) => (expiresAt ? <Timestamp at={expiresAt} /> : 'never') },
  {
    title: 'Actions',
    cell: ({ id, name }) => (
      <ActionButton
        action={`/account/keys/${id}/revoke`}
        text="Revoke"
        label={`Revoke ${name}`}
        look="quiet"
      />
    ),
  },
];

function NewApiKeyForm() {
  return (
    <Panel summary="Create a key" icon="plus">
      <Form class="fields" action="/account/keys">
        <label class="half">
          What it is for
          <input name="name" maxLength={100} required autocomplete="off" />
        </label>
        <label class="half">
          Expires in
          <select name="days">
            <option value="30">30 days</option>
            <option value="90" selected>
              90 days
            </option>
            <option value="365">a year</option>
          </select>
        </label>
        <label class="check">
          <input type="checkbox" name="readOnly" value="yes" checked /> It only reads
        </label>
        <button class="primary">Create the key</button>
      </Form>
    </Panel>
  );
}
