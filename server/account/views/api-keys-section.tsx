import type { ApiKeyView } from '../../../core/auth/api-keys/api-keys.ts';
import type { KeyScope } from '../../../core/actor.ts';
import { ActionButton } from '../../ui/fields.tsx';
import { Timestamp, SafeText } from '../../ui/format.tsx';
import { Form } from '../../ui/form.tsx';
import { ListTable, type Column } from '../../ui/list-table.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Panel, Section } from '../../ui/section.tsx';

type ApiKeysSectionProps = {
  keys: ApiKeyView[];
  newKey: (ApiKeyView & { key: string }) | undefined;
  /** The person may make a key that keeps groups in step. */
  managesGroups: boolean;
};

/** The keys with which programs act as this person. */
export function ApiKeysSection({ keys, newKey, managesGroups }: ApiKeysSectionProps) {
  return (
    <Section id="keys-title" title="API keys">
      <p class="hint">
        A program with a key acts as you, in all that needs no proof of who you are. Give each program its
        own, and revoke it when the program goes.
      </p>
      {newKey ? (
        <Notice kind="good">
          <p>
            The key of <SafeText of={newKey.name} />, shown only now: <code class="secret">{newKey.key}</code>
          </p>
        </Notice>
      ) : null}
      <ListTable id="keys" label="API keys" columns={apiKeyColumns} rows={keys} />
      <NewApiKeyForm managesGroups={managesGroups} />
    </Section>
  );
}

const scopeLabels = { groups: 'who is in which group, nothing else' } as const satisfies Record<
  KeyScope,
  string
>;

const apiKeyColumns: Column<ApiKeyView>[] = [
  { title: 'Name', isRowHeader: true, cell: ({ name }) => <SafeText of={name} /> },
  { title: 'May', cell: ({ readOnly }) => (readOnly ? 'only read' : 'read and change') },
  { title: 'What', cell: ({ scope }) => (scope === null ? 'what needs no proof' : scopeLabels[scope]) },
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

function NewApiKeyForm({ managesGroups }: { managesGroups: boolean }) {
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
        {managesGroups ? (
          <label>
            What it is for alone
            <select name="scope">
              <option value="" selected>
                All that needs no proof of who you are
              </option>
              <option value="groups">Who is in which group: keeps groups in step with a directory</option>
            </select>
          </label>
        ) : null}
        <label class="check">
          <input type="checkbox" name="readOnly" value="yes" checked /> It only reads
        </label>
        <button class="primary">Create the key</button>
      </Form>
    </Panel>
  );
}
