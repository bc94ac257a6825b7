import type { PlanInputLine } from '../../report/index.js';
import { counted } from '../../storm/index.js';
import type { PlanSources } from './plan-request.js';

/** That a plan is of several mornings. */
export function morningsLine(mornings: number): PlanInputLine {
  return { name: 'mornings in a row', value: String(mornings), origin: 'given', source: '--mornings' };
}

/**
 * Over how many minutes starts are spread.
 * @param run - Whose window it is, in words; `null`: it is given.
 */
export function windowLine(minutes: number, run: string | null): PlanInputLine {
  const line = { name: 'schedule window', value: counted(minutes, 'minute') };
  const how = 'each workspace has its minute by a hash of its number';
  if (run === null) return { ...line, origin: 'given', source: `--schedule-window; ${how}` };
  return {
    ...line,
    origin: 'measured',
    source: `as in ${run}; ${how}; --schedule-window 0s: all in one minute`,
  };
}

/**
 * How many provisioners there are.
 * @param source - Where the number is from when no flag says.
 */
export function provisionersLine(sources: PlanSources, value: string, source: string): PlanInputLine {
  const line = { name: 'provisioners', value };
  if (sources.provisioners === null && sources.taggedProvisioners.length === 0) {
    return { ...line, origin: 'measured', source };
  }
  const flags = [
    ...(sources.provisioners === null ? [] : ['--provisioners']),
    ...(sources.taggedProvisioners.length === 0 ? [] : ['--tagged-provisioners']),
  ];
  return { ...line, origin: 'given', source: flags.join(', ') };
}

/**
 * What others ask for; `null`: nothing was said.
 * @param templates - Of how many templates those are who are due.
 */
export function othersLine(
  name: string,
  value: number | null,
  flag: string,
  templates: number,
): PlanInputLine {
  if (value === null) return { name, value: 'none', origin: 'assumed', source: `nothing was said; ${flag}` };
  if (value === 0) return { name, value: 'none', origin: 'given', source: flag };
  const mix = templates > 1 ? '; of the templates in the shares of those who are due' : '';
  return { name, value: String(value), origin: 'given', source: `${flag}${mix}` };
}
