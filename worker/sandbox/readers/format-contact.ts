import type { FieldsData } from '@kenjiuno/msgreader';
import { formatHeaders } from './message-metadata.ts';

/** What a card of Outlook's address book holds ([MS-OXOCNTC]), as lines; empty for other messages. */
export function formatContact(message: FieldsData): string {
  if (!/^IPM\.(?:Contact|AbchPerson)\b/i.test(message.messageClass ?? '')) return '';
  const together = (...some: (string | undefined)[]) => [...new Set(some.filter(Boolean))].join(' ');
  const { displayNamePrefix, givenName, middleName, surname, generation } = message;
  const { workAddressStreet, workAddressPostalCode, workAddressCity, workAddressState, workAddressCountry } =
    message;
  const { streetAddress, postalCode, addressCity, stateOrProvince, country } = message;
  return formatHeaders([
    ['Name', together(displayNamePrefix, givenName, middleName, surname, generation)],
    ['Title', message.title],
    ['Company', message.companyName],
    ['Department', message.departmentName ?? message.department],
    ['Business telephone', message.businessTelephoneNumber],
    ['Home telephone', message.homeTelephoneNumber],
    ['Mobile telephone', message.mobileTelephoneNumber],
    ['Fax', together(message.businessFaxNumber, message.fax1EmailAddress, message.fax2EmailAddress)],
    ['E-mail', together(message.email1DisplayName, message.email1EmailAddress)],
    ['Web page', message.businessHomePage],
    ['Instant messages', message.instMsg],
    [
      'Business address',
      message.workAddress ??
        together(
          workAddressStreet,
          workAddressPostalCode,
          workAddressCity,
          workAddressState,
          workAddressCountry,
        ),
    ],
    ['Postal address', message.postalAddress],
    ['Address', together(streetAddress, postalCode, addressCity, stateOrProvince, country)],
    ['Location', message.location],
  ]);
}
