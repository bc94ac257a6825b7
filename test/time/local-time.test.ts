import { describe, expect, it } from 'vitest';
import { localDateText, localTimeText } from '../../src/time/index.js';

describe('localTimeText', () => {
  it('is what the clocks of the zone show, summer time included', () => {
    expect(localTimeText(Date.parse('2026-07-01T22:30:00Z'), 'Europe/Berlin')).toBe(
      '2026-07-02T00:30:00.000',
    );
    expect(localTimeText(Date.parse('2026-12-01T22:30:00Z'), 'Europe/Berlin')).toBe(
      '2026-12-01T23:30:00.000',
    );
  });

  it('is UTC in a zone that is not known', () => {
    expect(localTimeText(0, 'Mars/Olympus')).toBe('1970-01-01T00:00:00.000');
  });
});

describe('localDateText', () => {
  it('is the date of that time, not of the one in UTC', () => {
    expect(localDateText(Date.parse('2026-11-23T09:00:00Z'), 'Pacific/Honolulu')).toBe('2026-11-22');
    expect(localDateText(Date.parse('2026-11-23T20:00:00Z'), 'Asia/Tokyo')).toBe('2026-11-24');
  });
});
