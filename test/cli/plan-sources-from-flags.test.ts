import { describe, expect, it } from 'vitest';
import { predictFlags, resolveOptions } from '../../src/cli/flags/index.js';
import type { Io } from '../../src/cli/io.js';
import { planSourcesFromFlags } from '../../src/cli/plan-sources-from-flags.js';

type Texts = Readonly<Record<string, string>>;

const URL_AND_TOKEN = { CODER_URL: 'https://coder.example.com', CODER_SESSION_TOKEN: 'hunter2' };

/** What a command line by option names, an environment and a configuration file give. */
function sourcesOf(flags: Texts, env: Texts = {}, file: Readonly<Record<string, unknown>> = {}) {
  const texts = Object.fromEntries(Object.entries(flags).map(([name, text]) => [name, [text]]));
  const io = { env, homeDir: '/nowhere', platform: 'linux', cwd: '/nowhere' } as Partial<Io> as Io;
  return planSourcesFromFlags(resolveOptions(predictFlags, { flags: texts, env, file }), io);
}

const GROUP = { groups: 'count=5' };
const LIVE = { fromDeployment: 'true' };

describe('the sources of a plan', () => {
  it.each<[string, Texts, string]>([
    [
      'a count beside a census',
      { workspaceCount: '5', census: 'c.csv', day: '2026-11-23' },
      'says who is due',
    ],
    ['a count beside groups', { workspaceCount: '5', ...GROUP }, 'each group has its count'],
    ['groups beside a census', { ...GROUP, census: 'c.csv', day: '2026-11-23' }, 'says who is due'],
    ['a time beside a census', { dueAtMinutes: '8:00', census: 'c.csv', day: '2026-11-23' }, 'says when'],
    [
      'a template beside a census',
      { template: 't', census: 'c.csv', day: '2026-11-23' },
      'has each workspace',
    ],
    ['two histories', { workspaceCount: '5', from: 'last', ...LIVE }, 'a plan has one history'],
    [
      'a time of nobody',
      { ...LIVE, dueAtMinutes: '8:00' },
      '--due-at and --from-deployment exclude each other',
    ],
    [
      'a template of nobody',
      { ...LIVE, template: 'nosuch' },
      '--template and --from-deployment exclude each',
    ],
    ['a time span of nothing', { workspaceCount: '5', sinceMs: '3d' }, 'add --from-deployment'],
    ['a census without its day', { census: 'c.csv' }, '--day is required with a file of --census'],
    ['a window of seconds', { workspaceCount: '5', scheduleWindowMs: '90s' }, 'must be whole minutes'],
    ['a day that is none', { workspaceCount: '5', day: '2026-02-30' }, '--day must be a date'],
  ])('may not be %s', async (_, flags, problem) => {
    const { problems } = await sourcesOf(flags, URL_AND_TOKEN);
    expect(problems).toEqual([expect.stringContaining(problem)]);
  });

  it('may be a configuration file’s, which contradicts a flag as another flag does', async () => {
    const { problems } = await sourcesOf(
      { census: 'c.csv', day: '2026-11-23' },
      {},
      { 'workspace-count': 5 },
    );
    expect(problems).toEqual([expect.stringContaining('--workspace-count and --census exclude each other')]);
  });

  it('are not contradicted by what the environment has for runs', async () => {
    const env = {
      CODER_SCALETEST_WORKSPACE_COUNT: '500',
      CODER_SCALETEST_TEMPLATE: 'docker',
      ...URL_AND_TOKEN,
    };
    const census = await sourcesOf({ census: 'c.csv', day: '2026-11-23' }, env);
    expect(census.problems).toEqual([]);
    expect(census.sources.who).toMatchObject({ workspaces: null, census: 'c.csv', template: null });
    const live = await sourcesOf(LIVE, env);
    expect([live.problems, live.sources.who.workspaces]).toEqual([[], null]);
    const plain = await sourcesOf({ provisioners: '3' }, env);
    expect(plain.problems).toEqual([]);
    expect(plain.sources.who).toMatchObject({ workspaces: 500, template: null, templateHint: 'docker' });
  });

  it('may be a run for how builds go and a deployment for who is due', async () => {
    const { problems, sources } = await sourcesOf({ from: 'last', census: 'deployment' }, URL_AND_TOKEN);
    expect(problems).toEqual([]);
    expect(sources.history).toEqual({ kind: 'named', words: 'last' });
    expect(sources.censusOf?.target).toMatchObject({ kind: 'remote', url: URL_AND_TOKEN.CODER_URL });
    expect(sources.who.census).toBeNull();
  });

  it('need no session but for a deployment, and name no flag that a plan lacks', async () => {
    expect((await sourcesOf({ workspaceCount: '5' })).problems).toEqual([]);
    const { problems } = await sourcesOf({ census: 'deployment' });
    expect(problems.join()).toContain(
      '--url: no deployment is named; give --url or CODER_URL, or log in with',
    );
    expect(problems.join()).not.toContain('--embedded');
  });

  it('tell what was said from what was not', async () => {
    const none = (await sourcesOf({ workspaceCount: '5' })).sources;
    expect([none.queuedJobs, none.backgroundPerMinute, none.builds.waitFor, none.who.windowMinutes]).toEqual(
      Array(4).fill(null),
    );
    const said = (
      await sourcesOf({
        workspaceCount: '5',
        queuedJobs: '0',
        backgroundBuildsPerMinute: '0',
        waitForAgents: 'none',
        scheduleWindowMs: '0s',
      })
    ).sources;
    expect([said.queuedJobs, said.backgroundPerMinute, said.builds.waitFor, said.who.windowMinutes]).toEqual([
      0,
      0,
      'none',
      0,
    ]);
  });
});
