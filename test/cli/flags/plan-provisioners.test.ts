import { describe, expect, it } from 'vitest';
import { parseAskedProvisioners, parseProvisioners } from '../../../src/cli/flags/plan-provisioners.js';

describe('parseProvisioners', () => {
  it('reads a number, times of day and times after the first due minute', () => {
    expect(parseProvisioners('20,8:50=60,09:30=20')).toEqual({
      initial: 20,
      steps: [
        { at: { kind: 'time_of_day', minutes: 530 }, count: 60 },
        { at: { kind: 'time_of_day', minutes: 570 }, count: 20 },
      ],
    });
    expect(parseProvisioners('0, +3m=60').steps).toEqual([
      { at: { kind: 'after_due', ms: 180_000 }, count: 60 },
    ]);
  });

  it.each(['', '-5', '1.5', '20,60', '20,8:50', '20,24:00=5', '20,+x=5', '20,+25h=5', '1e3', '99999999'])(
    'refuses %j',
    (text) => {
      expect(() => parseProvisioners(text)).toThrow(/^must /);
    },
  );

  it('refuses times out of order, and one that stands twice', () => {
    expect(() => parseProvisioners('20,9:30=20,8:50=60')).toThrow('must have its times in order');
    expect(() => parseProvisioners('20,9:30=20,9:30=60')).toThrow('must have its times in order');
  });
});

describe('parseAskedProvisioners', () => {
  it('reads ? in the place of any number', () => {
    expect(parseAskedProvisioners('?')).toEqual({ initial: '?', steps: [] });
    expect(parseAskedProvisioners('20,8:50=?,9:30=20').steps.map(({ count }) => count)).toEqual(['?', 20]);
  });

  it.each(['??', '20,?=5', '20,8:50=?5'])('refuses %j', (text) => {
    expect(() => parseAskedProvisioners(text)).toThrow(/^must /);
  });

  it('is not what a plan with a known number takes', () => {
    expect(() => parseProvisioners('20,8:50=?')).toThrow(/^must /);
  });
});
