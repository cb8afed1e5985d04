import type { PersonView } from '../../core/actor.ts';
import { safeDisplayName } from '../browser/safe-display-name.ts';
import { SafeText } from './format.tsx';
import { Form } from './form.tsx';

/** For the one who names a matter by its number, because they may not see it. */
export function MatterNumberField({ name = 'number', half }: { name?: 'number' | 'matter'; half?: boolean }) {
  return (
    <label class={half ? 'half' : undefined}>
      Number of the matter
      <input name={name} required maxLength={300} autocomplete="off" />
    </label>
  );
}

type Named = Pick<PersonView, 'id' | 'name' | 'email'>;

/** "Nora Quay (nora@firm.example)", where no element can stand. */
export function formatPerson({ name, email }: Pick<PersonView, 'name' | 'email'>): string {
  return safeDisplayName(name === email ? email : `${name} (${email})`);
}

/** The people of a choice, as options. */
export function PersonOptions({ people }: { people: readonly Named[] }) {
  return (
    <>
      {people.map((person) => (
        <option value={person.id}>{formatPerson(person)}</option>
      ))}
    </>
  );
}

type SelectPersonProps = { name: string; people: readonly Named[]; 'aria-label'?: string };

/** Somebody has to be chosen; nobody is to begin with. */
export function SelectPerson({ people, ...attributes }: SelectPersonProps) {
  return (
    <select {...attributes} required>
      <option value="">Choose…</option>
      <PersonOptions people={people} />
    </select>
  );
}

/** A name over a second line, in a list of people. */
export function NameLine({ name, detail }: { name: string; detail: string }) {
  return (
    <span class="who">
      <SafeText of={name} />
      <small>
        <SafeText of={detail} />
      </small>
    </span>
  );
}

type ChoiceProps = { value: string; chosen: string | undefined; label: string };

export function Option({ value, chosen, label }: ChoiceProps) {
  return (
    <option value={value} selected={value === chosen}>
      {label}
    </option>
  );
}

export function Radio({ name, value, chosen, label }: ChoiceProps & { name: string }) {
  return (
    <label class="check">
      <input type="radio" name={name} value={value} checked={value === chosen} /> {label}
    </label>
  );
}

type ActionProps = {
  action: string;
  /** What is on the button. */
  text: string;
  /** The same with what it acts on, for those who hear one of many such buttons. A name in it is made safe. */
  label?: string;
  hidden?: Record<string, string>;
};

type ActionButtonProps = ActionProps & { class?: string; look?: 'primary' | 'quiet' };

/** A form that is one button. */
export function ActionButton({ action, text, label, hidden, look, class: className }: ActionButtonProps) {
  return (
    <Form class={className} action={action}>
      <HiddenFields of={hidden} />
      <button class={look} aria-label={label === undefined ? undefined : safeDisplayName(label)}>
        {text}
      </button>
    </Form>
  );
}

type ReasonFormProps = ActionProps & {
  look?: 'quiet';
  fieldLabel?: string;
  fieldName?: 'reason' | 'note';
  maxLength?: number;
};

/** What is done only with a reason, in one line. */
export function ReasonForm(props: ReasonFormProps) {
  const { action, text, label = text, hidden, look } = props;
  const { fieldLabel = 'Why', fieldName = 'reason', maxLength = 1000 } = props;
  return (
    <Form action={action}>
      <HiddenFields of={hidden} />
      <label>
        {fieldLabel} <input name={fieldName} required maxLength={maxLength} autocomplete="off" />
      </label>
      <button class={look} aria-label={safeDisplayName(label)}>
        {text}
      </button>
    </Form>
  );
}

export function HiddenFields({ of }: { of: Record<string, string> | undefined }) {
  return (
    <>
      {Object.entries(of ?? {}).map(([name, value]) => (
        <input type="hidden" name={name} value={value} />
      ))}
    </>
  );
}
