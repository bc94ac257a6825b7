import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { listRuns, RunJournal, readJournal } from '../../src/journal/index.js';
import { VirtualClock } from '../../src/time/index.js';
import { HEAD } from '../journal/samples.js';
import { fastDeployment, mainInProcess, watchedJournals } from './support/in-process.js';
import { person } from './support/person.js';
import {
  nineam,
  type Running,
  type Served,
  serve,
  startNineam,
  temporaryFolder,
} from './support/processes.js';
import { QUICK } from './support/quick.js';
import { alive, NOTHING } from './support/raw-requests.js';

const COUNT = 8;

interface ResumedReport {
  readonly outcomes: Readonly<Record<string, number>>;
  readonly runs: readonly { readonly outcome: string; readonly build_number: number }[];
  readonly environment: { readonly resumed_at: readonly string[] };
}

/** A run that is killed at a moment, and what resuming it then says. */
async function killAndResume(
  served: Served,
  {
    args = [],
    resumeArgs = [],
    moment,
  }: {
    readonly args?: readonly string[];
    readonly resumeArgs?: readonly string[];
    readonly moment: (running: Running) => Promise<void>;
  },
) {
  const folder = await temporaryFolder();
  const json = join(folder, 'report.json');
  const env = { ...served.env, NINEAM_STATE_DIR: folder };
  const running = startNineam(
    [
      'run',
      '-c',
      String(COUNT),
      '-t',
      served.templateName,
      '--output',
      'text',
      '--output',
      `json:${json}`,
      // Resuming waits that long for what the killed process asked for last.
      '--request-timeout',
      '1s',
      ...args,
    ],
    env,
  );
  await moment(running);
  running.signal('SIGKILL');
  await running.finished;
  const ended = await nineam(['run', '--resume', 'last', ...resumeArgs], env);
  const report = JSON.parse(await readFile(json, 'utf8').catch(() => '{}')) as ResumedReport;
  const [run] = await listRuns(join(folder, 'runs'));
  return { ...ended, report, run };
}

describe('nineam run --resume', () => {
  it('goes on with a run that was killed in set-up, before its minute, or in the storm, to its report and with nothing left', async () => {
    const served = await serve(QUICK);
    const [setUp, waiting, storm] = await Promise.all([
      killAndResume(served, { moment: (running) => running.says('setting up') }),
      killAndResume(served, {
        args: ['--autostart-delay', '60m'],
        resumeArgs: ['--autostart-delay', '2m'],
        moment: (running) => running.says('waiting for'),
      }),
      killAndResume(served, { moment: (running) => running.says(/storm, .* after/) }),
    ]);
    for (const { code, stderr, report, run } of [setUp, waiting, storm]) {
      expect(code, stderr).toBe(0);
      expect(report.outcomes).toMatchObject({ started: COUNT });
      expect(report.environment.resumed_at).toHaveLength(1);
      expect(run?.closed).toBe('clean');
    }
    expect(setUp.stderr).toContain('set-up goes on, with a new minute');
    expect(waiting.stderr).toContain(`took back ${COUNT} schedules of the earlier minute`);
    expect(storm.stderr).toContain('their starts are followed to the end and reported');
    expect(storm.stdout).toContain('after it had been killed or interrupted');
    expect(await alive(served)).toEqual(NOTHING);
    await served.end();
  }, 180_000);

  it('refuses what cannot be resumed, and what would make another run of it, before anything is asked for', async () => {
    const deployment = await fastDeployment('refused');
    onTestFinished(() => deployment.close());
    const folder = await temporaryFolder();
    const resume = (...more: string[]) =>
      mainInProcess(['run', '--resume', 'last', ...more], deployment, folder);
    expect((await resume()).stderr).toContain('no such run is journaled');
    const kept = await mainInProcess(
      ['run', '-c', '1', '-t', 'workspace', '--cleanup', 'never', '--no-progress'],
      deployment,
      folder,
    );
    expect(kept.code, kept.stderr).toBe(0);
    const reported = await resume();
    expect(reported.code).toBe(2);
    expect(reported.stderr).toContain('was reported already');
    expect(reported.stderr).toContain('nineam cleanup --run');
    await mainInProcess(['cleanup', '--yes'], deployment, folder);
    expect((await resume()).stderr).toContain('has ended, and nothing of it is left');
    const [run] = await listRuns(join(folder, 'runs'));
    const { head } = await readJournal(run?.folder ?? '');
    expect(head.flags).toEqual({ 'workspace-count': ['1'], template: ['workspace'], cleanup: ['never'] });
  }, 60_000);

  it('refuses another size, another deployment, and parameters whose values it does not know', async () => {
    const deployment = await fastDeployment('other');
    onTestFinished(() => deployment.close());
    const folder = await temporaryFolder();
    const killed = await RunJournal.create({
      root: join(folder, 'runs'),
      head: {
        ...HEAD,
        url: 'https://other.example',
        flags: { 'workspace-count': ['1'], template: ['workspace'], url: ['https://other.example'] },
        parameterNames: ['region'],
      },
      realClock: new VirtualClock(),
    });
    await killed.close('open');
    const refusal = async (...more: string[]) => {
      const { code, stderr } = await mainInProcess(['run', '--resume', 'last', ...more], deployment, folder);
      expect(code, stderr).toBe(2);
      return stderr;
    };
    expect(await refusal('--parameter', 'region=eu')).toContain('ran on https://other.example');
    expect(await refusal('-c', '2')).toContain('--workspace-count 2 is not what run');
    expect(await refusal()).toContain('--parameter region=');
    const nowhere = await mainInProcess(
      ['run', '--resume', 'last', '--parameter', 'region=eu'],
      deployment,
      folder,
      {
        env: { CODER_SESSION_TOKEN: deployment.token, NINEAM_STATE_DIR: folder },
      },
    );
    expect(nowhere.code).toBe(2);
    expect(nowhere.stderr).toContain('--url: no deployment is named');
  }, 60_000);

  it('leaves the run as it is when it is interrupted or refused before it goes on, and says how to remove it', async () => {
    const deployment = await fastDeployment('left');
    onTestFinished(() => deployment.close());
    const folder = await temporaryFolder();
    const head = {
      ...HEAD,
      url: deployment.url,
      flags: { 'workspace-count': ['1'], template: ['workspace'] },
      parameterNames: [],
    };
    const killed = await RunJournal.create({
      root: join(folder, 'runs'),
      head,
      realClock: new VirtualClock(),
    });
    await killed.close('open');
    const removal = `to remove what it made: nineam cleanup --url ${deployment.url} --run ${HEAD.runId}`;
    const { onSignal, press } = person();
    const interrupted = await mainInProcess(['run', '--resume', 'last'], deployment, folder, {
      onSignal,
      journals: watchedJournals((record) => {
        if (record.type === 'notice' && record.code === 'resumed') setImmediate(press);
      }),
    });
    expect(interrupted.code, interrupted.stderr).toBe(130);
    expect(interrupted.stderr).toContain('SIGINT: stopping; what the run made stays');
    expect(interrupted.stderr).toContain(removal);
    const refused = await mainInProcess(
      ['run', '--resume', 'last', '--request-timeout', '500ms'],
      { url: deployment.url, token: 'aaaaaaaaaa-bbbbbbbbbbbbbbbbbbbbbb' },
      folder,
    );
    expect(refused.code, refused.stderr).toBe(3);
    expect(refused.stderr).toContain(removal);
    const [run] = await listRuns(join(folder, 'runs'));
    expect(run?.closed).toBe('open');
  }, 60_000);
});
