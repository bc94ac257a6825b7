import { describe, expect, it } from 'vitest';
import { dueLines } from '../../../src/cli/serve/due-lines.js';

const at = (hour: number, minute: number, count: number) => ({
  minuteMs: Date.UTC(2026, 10, 23, hour, minute),
  count,
});

describe('what serve says of the next storm', () => {
  it('is nothing when nobody is due', () => {
    expect(dueLines([])).toEqual([]);
  });

  it('is the next minute in which many are due, and the busiest', () => {
    expect(dueLines([at(8, 56, 3), at(9, 0, 67), at(9, 30, 20), at(14, 0, 122)])).toEqual([
      'at 09:00 UTC 67 are due;',
      'the busiest of the next 24 hours is 14:00 UTC with 122',
    ]);
  });

  it('is one minute when the next is the busiest', () => {
    expect(dueLines([at(9, 0, 1)])).toEqual(['at 09:00 UTC 1 is due, the most of the next 24 hours']);
  });
});
