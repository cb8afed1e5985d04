import type { PersonView } from '../../../core/actor.ts';
import { safeDisplayName } from '../../browser/safe-display-name.ts';
import { Option } from '../../ui/fields.tsx';
import { Panel } from '../../ui/section.tsx';

/** What the form asks for, as it was typed. */
export type AuditFilterValues = Record<
  'person' | 'matter' | 'document' | 'event' | 'key' | 'from' | 'to',
  string
>;

/** `events`: every kind of event there is. */
type AuditFiltersProps = { people: PersonView[]; events: readonly string[]; filled: AuditFilterValues };

/** What to look for; it works by address alone, so that a view can be kept as a bookmark. */
export function AuditFilters({ people, events, filled }: AuditFiltersProps) {
  return (
    <Panel>
      <form class="fields" action="/audit" aria-label="Filters">
        <label class="half">
          Person (e-mail address)
          <input name="person" value={filled.person} list="people" maxLength={320} autocomplete="off" />
          <datalist id="people">
            {people.map(({ name, email }) => (
              <option value={email}>{safeDisplayName(name)}</option>
            ))}
          </datalist>
        </label>
        <label class="half">
          Event
          <select name="event">
            <option value="">All</option>
            {events.toSorted().map((event) => (
              <Option value={event} chosen={filled.event} label={event} />
            ))}
          </select>
        </label>
        <label class="half">
          Number of the matter
          <input name="matter" value={filled.matter} maxLength={300} autocomplete="off" />
        </label>
        <label class="half">
          Id of the document
          <input name="document" value={filled.document} maxLength={100} autocomplete="off" />
        </label>
        <label class="half">
          Id of the API key
          <input name="key" value={filled.key} maxLength={100} autocomplete="off" />
        </label>
        <label class="half">
          From this day (UTC)
          <input type="date" name="from" value={filled.from} />
        </label>
        <label class="half">
          To the end of this day (UTC)
          <input type="date" name="to" value={filled.to} />
        </label>
        <button class="primary">Show</button>
      </form>
    </Panel>
  );
}
