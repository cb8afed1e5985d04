import type { ApiKeyView } from '../../../core/auth/api-keys/api-keys.ts';
import { Timestamp, SafeText } from '../../ui/format.tsx';
import { Icon } from '../../ui/icons.tsx';
import { Notice } from '../../ui/notice.tsx';
import { Form } from '../../ui/form.tsx';

type ApiKeysSectionProps = { keys: ApiKeyView[]; newKey?: ApiKeyView & { key: string } };

/** The keys with which programs act as this person. */
export function ApiKeysSection({ keys, newKey }: ApiKeysSectionProps) {
  return (
    <section aria-labelledby="keys-title">
      <h2 id="keys-title">API keys</h2>
      <p class="hint">
        A program with a key acts as you: give each program its own, and revoke it when the program goes.
      </p>
      {newKey ? (
        <Notice kind="good">
          <p>
            The key of <SafeText of={newKey.name} />, shown this once:{' '}
            <code class="secret">{newKey.key}</code>
          </p>
        </Notice>
      ) : null}
      {keys.length > 0 ? <ApiKeysTable keys={keys} /> : null}
      <NewApiKeyForm />
    </section>
  );
}

function ApiKeysTable({ keys }: { keys: ApiKeyView[] }) {
  return (
    <div class="scroll">
      <table class="list" id="keys">
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">May</th>
            <th scope="col">Last used</th>
            <th scope="col">Ends</th>
            <th scope="col">What to do</th>
          </tr>
        </thead>
        <tbody>
          {keys.map((key) => (
            <tr>
              <th scope="row">
                <SafeText of={key.name} />
              </th>
              <td data-label="May">{key.readOnly ? 'only read' : 'read and change'}</td>
              <td data-label="Last used">{key.lastUsedAt ? <Timestamp at={key.lastUsedAt} /> : 'never'}</td>
              <td data-label="Ends">
                {key.expiresAt ? <Timestamp at={key.expiresAt} /> : 'when it is revoked'}
              </td>
              <td data-label="What to do">
                <Form action={`/account/keys/${key.id}/revoke`}>
                  <button class="quiet" aria-label={`Revoke ${key.name}`}>
                    Revoke
                  </button>
                </Form>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function NewApiKeyForm() {
  return (
    <details class="panel">
      <summary>
        <Icon name="plus" /> Make a key
      </summary>
      <Form class="fields" action="/account/keys">
        <label class="half">
          What it is for
          <input name="name" maxLength={100} required autocomplete="off" />
        </label>
        <label class="half">
          Ends in
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
        <button class="primary">Make the key</button>
      </Form>
    </details>
  );
}
