/**
 * Question: how many requests does `nineam run` make per workspace, and how many of them only to observe?
 *
 * Goal: from 1,000 workspaces on, at most 1 request of observation per 100 workspaces with watch-all; stated for the
 * poll, whose requests grow with the time that a storm takes and not with its size. Counted by the deployment's own
 * access log. There is nothing to time: the reference is the least that a storm needs, {@link NEEDED} a workspace.
 */
import { kindsOf, type Purpose, tally } from './access-log.js';
import { runStorm } from './storm-run.js';

const WORKSPACES = 1_000;
/** User, login, workspace, stop, schedule; then schedule cleared, workspace deleted, user deleted. */
const NEEDED = 8;
const GOAL_PER_100 = 1;

/**
 * Ten times as fast as real time, readings may come ten times as often: in the deployment's time a run asks as often
 * as it would ask a real one.
 */
const DEPLOYMENT = ['--provisioners', '400', '--time-scale', '10', '--tick-phase', '20s'];
const JOBS = {
  'jobs of seconds': [
    ...['--service-time', 'start:p50=4s,p95=8s'],
    ...['--service-time', 'stop:p50=2s,p95=4s'],
    ...['--service-time', 'delete:p50=2s,p95=4s'],
  ],
  'starts of 45 s and more': [
    ...['--service-time', 'start:p50=45s,p95=90s'],
    ...['--service-time', 'stop:p50=10s,p95=20s'],
    ...['--service-time', 'delete:p50=10s,p95=20s'],
  ],
};

const PURPOSES: readonly Purpose[] = ['once', 'set-up', 'observation', 'cleanup'];

async function report(updates: 'watch-all' | 'poll', jobs: keyof typeof JOBS): Promise<void> {
  const served = [...DEPLOYMENT, ...JOBS[jobs]];
  const { requests, deploymentSeconds } = await runStorm(WORKSPACES, served, ['--updates', updates]);
  const kinds = kindsOf(requests);
  console.log(
    `${updates}, ${jobs}, ${WORKSPACES} workspaces, ${(deploymentSeconds / 60).toFixed(0)} min on the deployment's clock: ` +
      `${requests.length} requests, ${(requests.length / WORKSPACES).toFixed(3)} a workspace, ` +
      `${(requests.length / WORKSPACES / NEEDED).toFixed(3)} times the least`,
  );
  for (const purpose of PURPOSES) {
    const names = kinds.filter((each) => each.purpose === purpose).map(({ name }) => name);
    console.log(`  ${purpose}: ${names.length}, ${(names.length / WORKSPACES).toFixed(3)} a workspace`);
    for (const [name, count] of tally(names)) console.log(`    ${String(count).padStart(6)}  ${name}`);
  }
  const observing = kinds.filter(({ purpose }) => purpose === 'observation').length;
  const per100 = (observing / WORKSPACES) * 100;
  const verdict = per100 <= GOAL_PER_100 ? 'met' : 'not met';
  const goal = updates === 'watch-all' ? ` (goal ${GOAL_PER_100}: ${verdict})` : '';
  console.log(`  observation with ${updates}: ${per100.toFixed(2)} requests per 100 workspaces${goal}`);
}

await report('watch-all', 'jobs of seconds');
await report('watch-all', 'starts of 45 s and more');
await report('poll', 'starts of 45 s and more');
