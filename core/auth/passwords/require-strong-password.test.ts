import assert from 'node:assert/strict';
import fc from 'fast-check';
import { createPassword } from '../../people/people.ts';
import { requireStrongPassword } from './require-strong-password.ts';

const owner = {
  email: 'ernest.lind@harbour-law.example',
  name: 'Ernest Lind',
  hosts: ['rooms.harbour-law.example'],
};
const isStrong = (password: string) => {
  try {
    requireStrongPassword(password, owner);
    return true;
  } catch (error) {
    assert.match(String(error), /A password has 12 to 200|This password is easily guessed/);
    return false;
  }
};

describe('A password that is chosen', () => {
  it('is refused when it is short, known or easily guessed', () => {
    const weak = [
      'x7Gk-2mPq',
      'a'.repeat(12),
      'a'.repeat(200),
      'abcdefghijkl',
      'qwertyuiop12',
      'Password1234!',
    ];
    weak.push('passwordpassword', '123456789012', 'iloveyou1234', 'x'.repeat(201));
    assert.deepEqual(weak.filter(isStrong), []);
  });

  it('gains nothing by words of the product, the firm or the person, in whatever form', () => {
    const weak = ['Strongroom2026!', 'Strong-Room-2026', 'Str0ngr00m-Harb0ur', 'HarbourLawStrongroom1!'];
    weak.push(
      'ernest.lind1985',
      'Lind-Ernest-Lind',
      'harbour-law.example',
      'LawFirm-HarbourLaw',
      'mooRgnorts2026',
    );
    assert.deepEqual(weak.filter(isStrong), []);
  });

  it('is refused when it is made of a season, a year, the words of a profession or a known saying', () => {
    const weak = ['Summer2026!!', 'Spring2026Spring', 'Welcome2026!Welcome', 'January2026January'];
    weak.push('correcthorsebatterystaple', 'the quick brown fox', 'to be or not to be', 'iloveyou iloveyou');
    weak.push('monkey dragon shadow', 'MargaretThatcher', 'Attorney2026!', 'Partner2026Partner');
    weak.push('LegalDepartment1', 'Kanzlei2026!!!', 'St.r0ngR00m!2026');
    weak.push('Herbst2025Herbst!', 'Rechtsanw4lt2026', 'T0 BE or... n0t to be!!!', 'W1nter-Is-Coming!1');
    weak.push('Freitag der 13.', 'OpenSesame-2026', 'yenrotta-2026!', 'September1985September');
    assert.deepEqual(weak.filter(isStrong), []);
  });

  it('is taken when four words have nothing to do with each other', () => {
    const strong = [
      'lantern quay otter plinth',
      'Regenschirm Dampfer Kreide Otter',
      'teapot magnet violin swamp',
    ];
    strong.push('walnut-harbor-pencil-frost', 'correct-otter-ribbon-mango', 'cactusmarbletrumpetfog');
    strong.push('staple orbit velvet raccoon', 'Gurke Fenster Trommel Wolke', 'basalt.tram.kiosk.fennel');
    strong.push('GlacierTurnipBinderCello');
    assert.deepEqual(
      strong.filter((password) => !isStrong(password)),
      [],
    );
  });

  it('is taken when the rest is strong by itself', () => {
    const strong = ['a lantern over the old quay', 'x7Gk-2mPq-9sTz', 'ein Regenschirm am Dienstag'];
    strong.push('my strongroom keeps umbrellas, ferries and chalk', 'Füchse grüßen öfter');
    assert.deepEqual(
      strong.filter((password) => !isStrong(password)),
      [],
    );
  });

  it('that Strongroom makes itself is strong', () => {
    for (let n = 0; n < 50; n += 1) requireStrongPassword(createPassword(), owner);
  });

  it('is weighed whatever names and passwords hold', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 60 });
    fc.assert(
      fc.property(text, text, (password, name) => {
        try {
          requireStrongPassword(password, { email: 'a+(b@[c].example', name, hosts: ['x*y'] });
        } catch (error) {
          assert.match(String(error), /A password has|easily guessed/);
        }
      }),
      { numRuns: 200 },
    );
  });
});
