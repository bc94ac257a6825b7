import { describe, expect, it } from 'vitest';
import { planInputs } from '../../../src/plan/index.js';
import { loadNotes } from '../../../src/run/planning/load-notes.js';
import { MINUTE, NINE } from '../../model/scenario.js';
import { inputs } from '../../plan/scenario.js';

const NINE_MS = NINE / 1000;

describe('loadNotes', () => {
  const notes = (provisioners: number, perMinute: number, more = {}) =>
    loadNotes(
      planInputs({
        ...inputs(5, provisioners, { background: [{ template: 0, perMinute }], replications: 1 }),
        ...more,
      }),
      NINE_MS,
    );

  it('tell when builds of others alone are more than the provisioners can do', () => {
    // Twenty builds of a minute each, a minute.
    expect(notes(21, 20)).toEqual([]);
    expect(notes(20, 20)).toEqual([
      expect.stringMatching(/^Builds of others alone are work for 20\.0 provisioners, and there are 20: /),
    ]);
    const parameters = {
      ...inputs(1, 1).parameters,
      taggedProvisioners: [{ count: 5, tags: { pool: 'gpu' } }],
    };
    expect(notes(18, 20, { parameters })).toEqual([]);
  });

  it('tell when nobody is there at the first minute', () => {
    const late = { initial: 0, steps: [{ atUs: NINE + MINUTE, count: 20 }] };
    expect(notes(0, 0, { provisioners: late })).toEqual([
      expect.stringContaining('no provisioner at the first due minute'),
    ]);
    const early = { initial: 0, steps: [{ atUs: NINE, count: 20 }] };
    expect(notes(0, 0, { provisioners: early })).toEqual([]);
  });
});
