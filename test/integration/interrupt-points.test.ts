import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type JournalRecord, listRuns } from '../../src/journal/index.js';
import { fastDeployment, mainInProcess, watchedJournals } from './support/in-process.js';
import { person } from './support/person.js';
import { temporaryFolder } from './support/processes.js';
import { alive, NOTHING } from './support/raw-requests.js';

const COUNT = 5;

/** When the interrupt comes: at the first record of which this holds. */
const POINTS: readonly (readonly [name: string, is: (record: JournalRecord) => boolean])[] = [
  ['set-up', (record) => record.type === 'stage' && record.stage === 'setup'],
  ['creating a user', (record) => record.type === 'user_created'],
  ['creating a workspace', (record) => record.type === 'workspace_intent'],
  ['builds of the set-up', (record) => record.type === 'workspace_created'],
  ['the barrier', (record) => record.type === 'stage' && record.stage === 'schedule'],
  ['storing a schedule', (record) => record.type === 'schedule_intent'],
  ['the wait', (record) => record.type === 'stage' && record.stage === 'wait'],
  // On a starved machine the storm may be over before the timer that says so.
  ['the storm', (record) => record.type === 'stage' && ['storm', 'collect'].includes(record.stage)],
  ['collecting', (record) => record.type === 'stage' && record.stage === 'collect'],
  ['the last outcomes', (record) => record.type === 'outcome'],
  ['cleanup', (record) => record.type === 'stage' && record.stage === 'cleanup'],
  ['deleting', (record) => record.type === 'workspace_deleted'],
];

/** Where the run is left by a second interrupt. */
const LEFT_AT: readonly string[] = ['set-up', 'creating a workspace', 'the wait', 'collecting', 'deleting'];

describe('an interrupt', () => {
  it('ends a run at any point with a report and nothing left, and its journal says so', async () => {
    const deployment = await fastDeployment('interrupts');
    onTestFinished(() => deployment.close());
    const folder = await temporaryFolder();
    const ends = await Promise.all(
      POINTS.map(async ([name, isPoint]) => {
        const { onSignal, press } = person();
        const { code, stdout, stderr } = await mainInProcess(
          ['run', '-c', String(COUNT), '-t', 'workspace', '--no-progress'],
          deployment,
          join(folder, name),
          { onSignal, journals: watchedJournals((record) => void (isPoint(record) && press())) },
        );
        const [run] = await listRuns(join(folder, name, 'runs'));
        return {
          name,
          code,
          reported: stdout.includes(`Outcomes of all ${COUNT}`),
          told: /SIGINT: .*; once more to leave at once/.test(stderr),
          cleaned: /cleaned up: /.test(stderr),
          journal: run?.closed,
        };
      }),
    );
    for (const end of ends) {
      expect(end).toEqual({
        name: end.name,
        code: 130,
        reported: true,
        told: true,
        cleaned: true,
        journal: 'clean',
      });
    }
    expect(await alive(deployment)).toEqual(NOTHING);
  }, 60_000);

  it('that comes twice leaves at once at any point, with the command that removes what is journaled', async () => {
    const deployment = await fastDeployment('twice');
    onTestFinished(() => deployment.close());
    const folder = await temporaryFolder();
    const points = POINTS.filter(([name]) => LEFT_AT.includes(name));
    expect(points).toHaveLength(LEFT_AT.length);
    await Promise.all(
      points.map(async ([name, isPoint]) => {
        const { onSignal, press, pressAgain } = person();
        const left: number[] = [];
        // Here the process lives on when it has left, and cleans up after the test.
        const { stderr } = await mainInProcess(
          ['run', '-c', '2', '-t', 'workspace', '--no-progress'],
          deployment,
          join(folder, name),
          {
            onSignal,
            exitNow: (code) => left.push(code),
            journals: watchedJournals((record) => {
              if (left.length > 0 || !isPoint(record)) return;
              press();
              pressAgain();
            }),
          },
        );
        const [run] = await listRuns(join(folder, name, 'runs'));
        expect(left, name).toEqual([130]);
        expect(stderr, name).toMatch(
          new RegExp(`SIGINT again: left at once.*\\n +nineam cleanup --url \\S+ --run ${run?.head?.runId}`),
        );
      }),
    );
    expect(await alive(deployment)).toEqual(NOTHING);
  }, 60_000);

  it('says for how long what has begun is still read', async () => {
    const deployment = await fastDeployment('told');
    onTestFinished(() => deployment.close());
    const { onSignal, press } = person();
    const { stderr } = await mainInProcess(
      ['run', '-c', '1', '-t', 'workspace', '--cleanup', 'always', '--no-progress'],
      deployment,
      await temporaryFolder(),
      { onSignal, journals: watchedJournals((record) => void (record.type === 'user_created' && press())) },
    );
    expect(stderr).toContain(
      'what has begun is read for up to 20s, reported, and then everything is removed',
    );
  }, 30_000);

  it('in preflight ends the run before anything is created, its journal included', async () => {
    const deployment = await fastDeployment('preflight');
    onTestFinished(() => deployment.close());
    const folder = await temporaryFolder();
    const { onSignal, press } = person();
    const { code, stdout, stderr } = await mainInProcess(
      ['run', '-c', '1', '-t', 'workspace'],
      deployment,
      folder,
      {
        onSignal: (listener) => {
          const release = onSignal(listener);
          setImmediate(press);
          return release;
        },
      },
    );
    expect(code, stderr).toBe(130);
    expect(stdout).toBe('');
    expect(stderr).toContain('nothing was created');
    expect(await listRuns(join(folder, 'runs'))).toEqual([]);
    expect(await alive(deployment)).toEqual(NOTHING);
  }, 30_000);
});

describe('--cleanup on-success', () => {
  it('keeps users and workspaces of an interrupted run, without schedules, and prints the command that removes them', async () => {
    const deployment = await fastDeployment('kept');
    onTestFinished(() => deployment.close());
    const folder = await temporaryFolder();
    const { onSignal, press } = person();
    const { code, stderr } = await mainInProcess(
      ['run', '-c', String(COUNT), '-t', 'workspace', '--cleanup', 'on-success', '--no-progress'],
      deployment,
      folder,
      {
        onSignal,
        journals: watchedJournals((record) => {
          if (record.type === 'stage' && record.stage === 'wait') press();
        }),
      },
    );
    expect(code, stderr).toBe(130);
    const left = await alive(deployment);
    expect([left.users.length, left.workspaces.length, left.schedules]).toEqual([COUNT, COUNT, []]);
    expect(stderr).toContain('users and workspaces stay: the exit code is 130 (--cleanup on-success)');
    const command = /nineam (cleanup --url \S+ --run \S+)/.exec(stderr)?.[1]?.split(' ') ?? [];
    const cleaned = await mainInProcess([...command, '--yes'], deployment, folder);
    expect(cleaned.code, cleaned.stderr).toBe(0);
    expect(await alive(deployment)).toEqual(NOTHING);
  }, 60_000);

  it('removes everything of a run that went well', async () => {
    const deployment = await fastDeployment('well');
    onTestFinished(() => deployment.close());
    const { code, stderr } = await mainInProcess(
      ['run', '-c', '2', '-t', 'workspace', '--cleanup', 'on-success', '--no-progress'],
      deployment,
      await temporaryFolder(),
    );
    expect(code, stderr).toBe(0);
    expect(await alive(deployment)).toEqual(NOTHING);
  }, 60_000);
});
