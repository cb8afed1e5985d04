import assert from 'node:assert/strict';
import { displayNumber } from './display-number.ts';

describe('A cell says its number whole', () => {
  const cases: [value: string, pattern: string, shown: string, from1904?: boolean][] = [
    // What is shown says it already.
    ['4711.5', 'General', '4711.5'],
    ['4711.5', '"£"#,##0.00', '£4,711.50'],
    ['-4711.5', '#,##0.00;(#,##0.00)', '(4,711.50)'],
    ['0.125', '0.0%', '12.5%'],
    ['501', '00000', '00501'],
    ['0.30000000000000004', '0.00', '0.30'],
    ['0', '_(* "-"??_)', '-'],
    ['43536', 'm/d/yyyy', '3/12/2019'],
    ['42074', 'm/d/yyyy', '3/12/2019', true],
    ['0.5', 'h:mm', '12:00'],
    // Long numbers: accounts, cards, telephones.
    ['123456789012', 'General', '1.23457E+11 [123456789012]'],
    ['70043118852901', 'General', '7.00431E+13 [70043118852901]'],
    ['7.0043118852901E+13', 'General', '7.00431E+13 [70043118852901]'],
    ['-70043118852901', '0.0E+00', '-7.0E+13 [-70043118852901]'],
    ['4532015112830366', '0', '4532015112830366'],
    ['123456789', '000-00-0000', '123-45-6789 [123456789]'],
    // Rounded.
    ['1234567', '0.0,,"M"', '1.2M [1234567]'],
    ['1234567.89', '#,##0', '1,234,568 [1234567.89]'],
    ['0.1234', '0%', '12% [12.34%]'],
    ['1.5', '# ?/?', '1 1/2 [1.5]'],
    ['0.0000123', '0.0E+00', '1.2E-05 [0.0000123]'],
    // No number.
    ['#N/A', 'General', '#N/A'],
    ['1234', ';;;', '1234'],
  ];

  for (const [value, pattern, shown, from1904 = false] of cases)
    it(`${value} in ${pattern}`, () => assert.equal(displayNumber({ value, pattern, from1904 }), shown));

  it('but not all the digits of what was computed', () => {
    const third = { value: '0.33333333333333331', pattern: '0.00', from1904: false };
    assert.equal(displayNumber({ ...third, isComputed: true }), '0.33');
    assert.equal(displayNumber(third), '0.33 [0.333333333333333]');
    const sum = { value: '1234.567', pattern: '0.00', from1904: false, isComputed: true };
    assert.equal(displayNumber(sum), '1234.57 [1234.567]');
  });
});
