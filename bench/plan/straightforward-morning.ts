import type { StormModelParameters } from '../../src/model/index.js';
import { keyedDraw, sampleAt } from '../../src/stats/index.js';

/** The numbers by which the model keys its draws. */
const SERVICE = 1;
const PICK_UP = 3;
const HAND_OFF = 4;
const CREATION = 5;
const COMPLETION = 22;

interface Job {
  readonly sequence: number;
  readonly createdUs: number;
  startedUs: number;
  completedUs: number;
}

interface Event {
  readonly atUs: number;
  readonly happens: () => void;
}

/**
 * One morning as anybody would write it first: objects, closures, and events in a sorted array. One executor, one tag
 * set; no failures, no reaper, nothing in the background.
 * @returns The jobs in the order of their creation, and how many events there were.
 */
export function straightforwardMorning(
  parameters: StormModelParameters,
  workspaces: number,
  tickUs: number,
): { readonly jobs: readonly Job[]; readonly events: number } {
  const draw = keyedDraw(parameters.seed);
  const { completion, creation, executorConcurrency, handOff, pickUp, provisioners } = parameters;
  const us = (distribution: typeof creation, concern: number, key: number) =>
    Math.round(sampleAt(distribution, draw(concern, key)));
  const events: Event[] = [];
  const jobs: Job[] = [];
  const waiting: Job[] = [];
  let idle = provisioners;
  let asking = 0;
  let nextWorkspace = 0;
  let happened = 0;

  function at(atUs: number, happens: () => void): void {
    let low = 0;
    let high = events.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((events[middle]?.atUs ?? 0) <= atUs) low = middle + 1;
      else high = middle;
    }
    events.splice(low, 0, { atUs, happens });
  }

  function begin(nowUs: number): void {
    if (nextWorkspace === workspaces) return;
    const takesUs = us(creation, CREATION, workspaces + nextWorkspace++);
    at(nowUs + takesUs, () => {
      const createdUs = nowUs + takesUs;
      const job = { sequence: 2 * workspaces + jobs.length, createdUs, startedUs: 0, completedUs: 0 };
      jobs.push(job);
      waiting.push(job);
      wake(createdUs, job);
      begin(createdUs);
    });
  }

  function wake(nowUs: number, job: Job): void {
    if (idle === 0 || waiting.length <= asking) return;
    idle--;
    ask(nowUs + us(pickUp, PICK_UP, job.sequence));
  }

  function ask(atUs: number): void {
    asking++;
    at(atUs, () => {
      asking--;
      const job = waiting.shift();
      if (job === undefined) {
        idle++;
        return;
      }
      const [next] = waiting;
      if (next !== undefined) wake(atUs, next);
      job.startedUs = atUs;
      const key = job.sequence;
      job.completedUs =
        atUs + us(parameters.serviceTime.start, SERVICE, key) + us(completion, COMPLETION, key);
      at(job.completedUs, () => {
        if (idle > 0 || waiting.length <= asking) idle++;
        else ask(job.completedUs + us(handOff, HAND_OFF, key));
      });
    });
  }

  at(tickUs, () => {
    for (let slot = 0; slot < executorConcurrency; slot++) begin(tickUs);
  });
  for (let event = events.shift(); event !== undefined; event = events.shift()) {
    happened++;
    event.happens();
  }
  return { jobs, events: happened };
}
