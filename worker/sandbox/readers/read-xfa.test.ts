import assert from 'node:assert/strict';
import { readXfa } from './read-xfa.ts';

const packets = (data: string) =>
  `<xdp:xdp xmlns:xdp="x"><template><subform><field><caption><value><text>Family name</text></value></caption>
    <event><script>app.alert("never read")</script></event></field><draw><value><text>Print in ink.</text></value></draw>
  </subform></template><xfa:datasets xmlns:xfa="y">${data}</xfa:datasets></xdp:xdp>`;

describe('An XFA form', () => {
  it('gives what was filled in, field by field, and what is printed on it', () => {
    const form = readXfa(
      packets(
        '<xfa:data><form1><Name>Aldersgrove</Name><Child><Name>Ida</Name></Child><Empty/></form1></xfa:data>',
      ),
    );
    assert.deepEqual(form.values, [
      { name: 'Name', value: 'Aldersgrove' },
      { name: 'Name', value: 'Ida' },
    ]);
    assert.deepEqual(form.captions, ['Family name', 'Print in ink.']);
  });

  it('says whether it has a place for what is filled in', () => {
    assert.equal(readXfa(packets('<xfa:data/>')).hasData, true);
    assert.equal(readXfa(packets('')).hasData, false);
  });

  it('that is cut off gives what was read of it', () => {
    const form = readXfa(packets('<xfa:data><Name>Aldersgrove</Name><Oth').slice(0, -27));
    assert.deepEqual(form.values, [{ name: 'Name', value: 'Aldersgrove' }]);
  });

  it('keeps a picture that was filled in out of the words', () => {
    const form = readXfa(packets(`<xfa:data><Photo>${'QUJD'.repeat(300)}</Photo></xfa:data>`));
    assert.deepEqual([form.values, form.packed], [[], ['Photo']]);
  });

  it('with entities of its own is refused', () => {
    assert.throws(() => readXfa('<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'), /forbidden-markup/);
  });
});
