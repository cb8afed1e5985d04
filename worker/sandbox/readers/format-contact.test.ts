import assert from 'node:assert/strict';
import { formatContact } from './format-contact.ts';

describe("A card of Outlook's address book", () => {
  const card = {
    givenName: 'Jane',
    surname: 'Lind',
    mobileTelephoneNumber: '+44 20 7946 0018',
    addressCity: 'Valletta',
  };

  it('says who it is and how to reach them', () => {
    assert.equal(
      formatContact({ ...card, dataType: 'msg', messageClass: 'IPM.Contact' }),
      'Name: Jane Lind\nMobile telephone: +44 20 7946 0018\nAddress: Valletta\n\n',
    );
  });

  it('is told from a message', () => {
    assert.equal(formatContact({ ...card, dataType: 'msg', messageClass: 'IPM.Note' }), '');
  });
});
