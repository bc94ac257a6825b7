import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Occurrences } from '../../src/model/occurrences.js';
import { nextOccurrenceMs, parseSchedule } from '../../src/time/index.js';
import { MINUTE, NINE } from './scenario.js';

const schedules = ['0 9 * * *', '*/7 * * * *', 'CRON_TZ=Europe/Berlin 30 2 * * *', '0 9 * * 1-5'].map(
  (text) => parseSchedule(text),
);

describe('Occurrences', () => {
  it('answers as the schedule itself does, in any order of asking', () => {
    const years = 2 * 365 * 1_440 * MINUTE;
    const questions = fc.array(fc.tuple(fc.nat(schedules.length - 1), fc.nat(years)), { minLength: 50 });
    fc.assert(
      fc.property(questions, (list) => {
        const occurrences = new Occurrences();
        for (const [i, offset] of list) {
          const afterUs = NINE + offset;
          const direct = nextOccurrenceMs(schedules[i]!, Math.floor(afterUs / 1_000))! * 1_000;
          expect(occurrences.after(schedules[i]!, afterUs)).toBe(direct);
        }
      }),
    );
  });

  it('forgets schedules rather than keep every text that ever was, and answers them anew', () => {
    const occurrences = new Occurrences();
    const texts = Array.from({ length: 60 * 24 * 14 }, (_, i) => {
      const days = (i % 14).toString(2).padStart(4, '0');
      const list = [...days].flatMap((bit, day) => (bit === '1' ? [day] : []));
      return `${Math.floor(i / 14) % 60} ${Math.floor(i / 840)} * * ${[...list, 6].join(',')}`;
    });
    expect(new Set(texts).size).toBeGreaterThan(20_000);
    for (const text of texts) occurrences.after(parseSchedule(text), NINE);
    expect(occurrences.size).toBeLessThan(17_000);
    expect(occurrences.after(schedules[0]!, NINE - 1)).toBe(NINE);
  });

  it('forgets old answers rather than grow, and answers them anew', () => {
    const occurrences = new Occurrences();
    const daily = schedules[0]!;
    for (let i = 0; i < 10_000; i++) occurrences.after(daily, NINE + i * MINUTE);
    expect(occurrences.after(daily, NINE - 1)).toBe(NINE);
    expect(occurrences.after(daily, NINE)).toBe(NINE + 1_440 * MINUTE);
  });
});
