import assert from 'node:assert/strict';
import { findMoney } from './find-money.ts';

describe('Amounts of money', () => {
  const amounts: [text: string, amount: string][] = [
    ['EUR 1.000.000', '1000000'],
    ['€ 1.250.000,50', '1250000.50'],
    ['€12.000', '12000'],
    ['EUR 1250,50', '1250.50'],
    ["CHF 1'250'000.50", '1250000.50'],
    ['EUR 1\u00a0250\u00a0000,00', '1250000.00'],
    ['1.250.000 euros', '1250000'],
    ['$1,250,000.00', '1250000.00'],
    ['$3.125', '3.125'],
    ['$1.25 million', '1250000'],
    ['$12.5 billion', '12500000000'],
    ['£750,000', '750000'],
  ];
  for (const [text, amount] of amounts)
    it(`${text} is ${amount}`, () => {
      assert.deepEqual(
        findMoney(`of ${text}, paid`).map(({ detail }) => (detail as { amount: string }).amount),
        [amount],
      );
    });
});
