/**
 * A storm of one's own from nineam's parts: five workspaces on a deployment inside this process. Against a real one,
 * leave `startEmbedded` out and give `CoderClient` its URL and an owner's token. Run it after `npm run build`:
 * `node examples/own-storm.mjs`.
 */
import { randomBytes } from 'node:crypto';
import { CoderClient } from 'nineam/codersdk';
import { startEmbedded } from 'nineam/embedded';
import { BuildExpectations, ReliableFeed } from 'nineam/feed';
import { resultsToText } from 'nineam/report';
import { AutostartRunner, summarizeRuns, WorkspaceDispatcher } from 'nineam/scaletest/autostart';
import { randomPassword } from 'nineam/scaletest/createusers';
import { Barrier, concurrent, TestHarness } from 'nineam/scaletest/harness';
import { seededDraws } from 'nineam/stats';
import { SystemClock, weeklyScheduleAt } from 'nineam/time';

const WORKSPACES = 5;
const MINUTE_MS = 60_000;
const random = seededDraws('own-storm');
const realClock = new SystemClock();
const deployment = await startEmbedded({
  parameters: { seed: 'own-storm', provisioners: WORKSPACES },
  timeScale: 120,
  realClock,
  randomBytes: (count) => randomBytes(count),
});
const client = new CoderClient({ url: deployment.url, token: deployment.token, realClock, random });
const names = Array.from({ length: WORKSPACES }, (_, index) => `scaletest-own-${index}`);

// One stream of build updates, fanned out to one channel a workspace.
const expectations = new BuildExpectations();
const feed = new ReliableFeed({
  client,
  kind: 'auto',
  namePrefix: 'scaletest-own-',
  organizationId: deployment.organizationId,
  expectations,
  realClock,
  random,
  onEvent: () => undefined,
});
const over = new AbortController();
await feed.connect(over.signal);
const dispatcher = new WorkspaceDispatcher(names);
const dispatching = dispatcher.start(over.signal, feed);

// One minute for all, decided when every workspace is stopped: the first whole one at least two minutes ahead.
const setupBarrier = new Barrier(WORKSPACES, async () => {
  const scheduledAtMs = Math.ceil((deployment.clock.nowMs() + 2 * MINUTE_MS) / MINUTE_MS) * MINUTE_MS;
  return { scheduledAtMs, schedule: weeklyScheduleAt(scheduledAtMs) };
});

const results = [];
const harness = new TestHarness({
  clock: deployment.clock,
  realClock,
  runStrategy: concurrent(),
  cleanupStrategy: concurrent(),
});
for (const [index, name] of names.entries()) {
  const runner = new AutostartRunner({
    client,
    config: {
      user: { organizationId: deployment.organizationId, username: name },
      workspace: { templateId: deployment.templates[0]?.id ?? '', name },
      workspaceJobTimeoutMs: 5 * MINUTE_MS,
      autostartDelayMs: 2 * MINUTE_MS,
      autostartBuildTimeoutMs: 15 * MINUTE_MS,
      setupBarrier,
      buildUpdates: dispatcher.channel(name),
      resultSink: (result) => results.push(result),
    },
    index,
    timeScale: 120,
    random,
    randomPassword: () => randomPassword((count) => randomBytes(count)),
    randomName: () => randomBytes(4).toString('hex'),
    expectations,
  });
  harness.addRun('own-storm', String(index), runner);
}

await harness.run(over.signal);
console.log(resultsToText(summarizeRuns(results)));
await harness.cleanup(over.signal);

await feed.close();
await dispatching;
await client.close();
await deployment.close();
