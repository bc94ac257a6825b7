import { expect, it } from 'vitest';
import type { JournalRecord } from '../../src/journal/index.js';
import { recordWork, WORK_PULSE_MS } from '../../src/run/work-pulse.js';
import { VirtualClock } from '../../src/time/index.js';

it('records work once a second while answers are waited for, and nothing otherwise or after its end', () => {
  const clock = new VirtualClock();
  const records: JournalRecord[] = [];
  let waiting = false;
  const end = recordWork({ record: (record) => records.push(record) }, clock, () => waiting);
  clock.advanceBy(5 * WORK_PULSE_MS);
  expect(records).toEqual([]);
  waiting = true;
  clock.advanceBy(3 * WORK_PULSE_MS);
  expect(records).toEqual(new Array(3).fill({ type: 'notice', code: 'at_work' }));
  end();
  clock.advanceBy(5 * WORK_PULSE_MS);
  expect(records).toHaveLength(3);
});
