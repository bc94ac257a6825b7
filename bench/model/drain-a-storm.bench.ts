/**
 * Question: how long does the storm model take for 100,000 workspaces from creation to autostart?
 *
 * Every workspace is created, started, stopped, scheduled and autostarted: 300,000 builds. The reference loop puts
 * as many events in order as the storm has, by sorting records: the least that any simulation does with them.
 */
import { ADMIN, StormModel, type StormModelParameters, stormModelParameters } from '../../src/model/index.js';
import { seededDraws } from '../../src/stats/index.js';
import { parseSchedule } from '../../src/time/index.js';

const WORKSPACES = 100_000;
const BUILDS = 3 * WORKSPACES;
/** Acquisition and end of each build, and the commit of each autostart. */
const EVENTS = 2 * BUILDS + WORKSPACES;
const ROUNDS = 5;

const SECOND = 1_000_000;
const NINE = Date.UTC(2026, 10, 23, 9) * 1_000;
const START = NINE - 3 * 3_600 * SECOND;

function parameters(): StormModelParameters {
  const { serviceTime } = stormModelParameters({ seed: '', startUs: 0 });
  return stormModelParameters({ seed: 'bench', startUs: START, provisioners: 2_000, serviceTime });
}

function storm(p: StormModelParameters): StormModel {
  const model = new StormModel(p);
  const schedule = parseSchedule('CRON_TZ=UTC 0 9 * * *');
  for (let i = 0; i < WORKSPACES; i++) {
    const at = START + i * 20_000;
    const owner = model.addOwner(at, 'active');
    model.createWorkspace(at, { owner, name: `w${i}`, initiator: owner, schedule: null });
  }
  model.advanceTo(START + 5_400 * SECOND);
  for (let i = 0; i < WORKSPACES; i++) {
    model.createBuild(START + 5_400 * SECOND, i, { transition: 'stop', initiator: ADMIN });
  }
  model.advanceTo(NINE - 600 * SECOND);
  for (let i = 0; i < WORKSPACES; i++) model.setSchedule(NINE - 600 * SECOND, i, schedule);
  model.advanceTo(NINE + 7_200 * SECOND);
  return model;
}

function check(model: StormModel): void {
  let builds = 0;
  for (const build of model.builds()) {
    if (build.completedUs === null || build.error !== null)
      throw new Error(`build ${build.sequence} did not succeed`);
    builds++;
  }
  if (builds !== BUILDS) throw new Error(`${builds} builds instead of ${BUILDS}`);
}

function reference(): number {
  const draw = seededDraws('reference');
  const events = Array.from({ length: EVENTS }, (_, sequence) => ({
    atUs: Math.floor(draw() * 1e10),
    sequence,
  }));
  events.sort((a, b) => a.atUs - b.atUs || a.sequence - b.sequence);
  return events.at(-1)?.sequence ?? 0;
}

function secondsOf(work: () => unknown): number {
  const began = performance.now();
  work();
  return (performance.now() - began) / 1_000;
}

const p = parameters();
check(storm(p));
reference();
const rounds = Array.from({ length: ROUNDS }, (_, round) => {
  // The order alternates, so that a machine that slows down does not favor one side.
  const first = round % 2 === 0 ? secondsOf(reference) : 0;
  const model = secondsOf(() => storm(p));
  return { model, reference: round % 2 === 0 ? first : secondsOf(reference) };
});
const ratios = rounds.map((round) => round.model / round.reference).sort((a, b) => a - b);
const fastest = Math.min(...rounds.map((round) => round.model));
for (const round of rounds) {
  console.log(`storm ${round.model.toFixed(2)} s, reference ${round.reference.toFixed(2)} s`);
}
console.log(`median ratio ${ratios[Math.floor(ROUNDS / 2)]?.toFixed(2)} (lower is better)`);
console.log(
  `best: ${WORKSPACES} workspaces, ${BUILDS} builds in ${fastest.toFixed(2)} s (${Math.round(EVENTS / fastest)} events/s)`,
);
