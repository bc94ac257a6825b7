import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type {
  AutostartConfig,
  AutostartSettings,
  ScheduledStart,
} from '../../../src/scaletest/autostart/index.js';
import {
  autostartConfigSchema,
  autostartConfigToJson,
  parseAutostartConfig,
  UpdateChannel,
  validateAutostartConfig,
} from '../../../src/scaletest/autostart/index.js';
import { Barrier } from '../../../src/scaletest/harness/index.js';
import { ConfigError } from '../../../src/storm/index.js';

const upstream = JSON.parse(
  readFileSync(new URL('../../fixtures/upstream/json-keys.json', import.meta.url), 'utf8'),
) as { readonly config: string[] };

const settings: AutostartSettings = {
  user: { organizationId: 'o-1', username: 'scaletest-1', email: '1@scaletest.local' },
  workspace: {
    templateId: 't-1',
    name: 'scaletest-1',
    richParameterValues: [{ name: 'region', value: 'eu' }],
    ttlMs: 3_600_000,
    noWaitForAgents: false,
    noWaitForBuild: false,
    retry: 0,
  },
  workspaceJobTimeoutMs: 300_000,
  autostartDelayMs: 120_000,
  autostartBuildTimeoutMs: 900_000,
};

const json = {
  user: { organization_id: 'o-1', username: 'scaletest-1', email: '1@scaletest.local' },
  workspace: {
    request: {
      template_id: 't-1',
      name: 'scaletest-1',
      rich_parameter_values: [{ name: 'region', value: 'eu' }],
      ttl_ms: 3_600_000,
    },
    no_wait_for_agents: false,
    no_wait_for_build: false,
    retry: 0,
  },
  workspace_job_timeout: 300e9,
  autostart_delay: 120e9,
  autostart_build_timeout: 900e9,
};

function problemsOf(work: () => unknown): readonly string[] {
  try {
    work();
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

describe('the JSON form of a configuration', () => {
  it("has exactly upstream's keys and writes durations as nanoseconds", () => {
    expect(autostartConfigToJson(settings)).toEqual(json);
    expect(Object.keys(autostartConfigToJson(settings)).sort()).toEqual([...upstream.config].sort());
  });

  it('leaves barrier, updates and sink out when a whole configuration is written', () => {
    const config: AutostartConfig = {
      ...settings,
      setupBarrier: new Barrier<ScheduledStart>(1, () => new Promise(() => {})),
      buildUpdates: new UpdateChannel(),
      resultSink: () => {},
    };
    expect(autostartConfigToJson(config)).toEqual(json);
  });

  it('is read back to what was written', () => {
    expect(parseAutostartConfig(JSON.parse(JSON.stringify(autostartConfigToJson(settings))))).toEqual(
      settings,
    );
    expect(autostartConfigSchema.parse(json)).toEqual(settings);
  });

  it('takes durations as Go text too', () => {
    const parsed = parseAutostartConfig({
      ...json,
      workspace_job_timeout: '5m',
      autostart_delay: '2m0.5s',
      autostart_build_timeout: '1h30m',
    });
    expect(parsed).toMatchObject({
      workspaceJobTimeoutMs: 300_000,
      autostartDelayMs: 120_500,
      autostartBuildTimeoutMs: 5_400_000,
    });
  });

  it('takes an empty text for not given, as Go writes it', () => {
    const parsed = parseAutostartConfig({
      ...json,
      user: { organization_id: 'o-1', username: '', email: '' },
      workspace: { organization_id: '', user_id: '', request: { template_id: 't-1', name: '' } },
    });
    expect(parsed.user).toEqual({ organizationId: 'o-1' });
    expect(parsed.workspace).toEqual({ templateId: 't-1' });
  });

  it('names every bad key at once, in words for people', () => {
    const problems = problemsOf(() =>
      parseAutostartConfig({
        user: { organization_id: 7 },
        workspace: { request: { template_id: 't-1', version: 'x' } },
        workspace_job_timeout: 'five',
        autostart_delay: true,
        autostart_build_timeout: '15m',
        daily: 1,
      }),
    );
    const paths = problems.map((problem) => problem.slice(0, problem.indexOf(':')));
    expect(paths.sort()).toEqual([
      'autostart_delay',
      'configuration',
      'user.organization_id',
      'workspace.request',
      'workspace_job_timeout',
    ]);
    expect(problems.join('\n')).not.toContain('Invalid');
    expect(problems.join('\n')).toContain('has no key "daily"');
  });

  it('names missing keys in words for people', () => {
    const problems = problemsOf(() => parseAutostartConfig({}));
    expect(problems).toHaveLength(5);
    expect(problems.join('\n')).not.toContain('Invalid');
  });

  it('refuses what validation refuses, by the JSON keys', () => {
    const problems = problemsOf(() =>
      parseAutostartConfig({
        ...json,
        user: { organization_id: '' },
        workspace: { request: { template_id: '' } },
        workspace_job_timeout: 0,
        autostart_delay: '1m59s',
        autostart_build_timeout: -1,
      }),
    );
    expect(problems.map((problem) => problem.slice(0, problem.indexOf(':')))).toEqual([
      'user.organization_id',
      'workspace.request.template_id',
      'workspace_job_timeout',
      'autostart_delay',
      'autostart_build_timeout',
    ]);
  });
});

describe('what a workspace build can do and a storm cannot', () => {
  const workspace = { templateId: 't-1', noWaitForBuild: true, noWaitForAgents: true, retry: 2 };

  it('is refused by validation, each with its reason', () => {
    const config = {
      ...settings,
      workspace,
      setupBarrier: new Barrier<ScheduledStart>(1, () => new Promise(() => {})),
      buildUpdates: new UpdateChannel(),
    };
    expect(problemsOf(() => validateAutostartConfig(config))).toEqual([
      expect.stringMatching(/^workspace\.noWaitForBuild: .*how each build ended/),
      expect.stringMatching(/^workspace\.noWaitForAgents: .*no agents are waited for/),
      expect.stringMatching(/^workspace\.retry: .*counts once/),
    ]);
  });

  it('is refused in JSON by its keys', () => {
    const asked = autostartConfigToJson({ ...settings, workspace });
    expect(problemsOf(() => parseAutostartConfig(asked)).map((problem) => problem.split(':')[0])).toEqual([
      'workspace.no_wait_for_build',
      'workspace.no_wait_for_agents',
      'workspace.retry',
    ]);
  });
});

describe('validateAutostartConfig', () => {
  const config: AutostartConfig = {
    ...settings,
    setupBarrier: new Barrier<ScheduledStart>(1, () => new Promise(() => {})),
    buildUpdates: new UpdateChannel(),
  };

  it('accepts a good configuration', () => {
    expect(() => validateAutostartConfig(config)).not.toThrow();
  });

  it('names the path of every bad field at once', () => {
    const bad = {
      ...config,
      user: { organizationId: '' },
      workspaceJobTimeoutMs: 0,
      autostartDelayMs: 119_999,
      autostartBuildTimeoutMs: Number.NaN,
      setupBarrier: undefined,
      buildUpdates: undefined,
    } as unknown as AutostartConfig;
    expect(problemsOf(() => validateAutostartConfig(bad)).map((problem) => problem.split(':')[0])).toEqual([
      'user.organizationId',
      'workspaceJobTimeoutMs',
      'autostartDelayMs',
      'autostartBuildTimeoutMs',
      'setupBarrier',
      'buildUpdates',
    ]);
  });

  it('refuses a build timeout that is not longer than the job timeout it includes', () => {
    const bad = { ...config, autostartBuildTimeoutMs: 300_000 };
    expect(problemsOf(() => validateAutostartConfig(bad))).toEqual([
      expect.stringMatching(
        /^autostartBuildTimeoutMs: must be longer than the workspace job timeout \(5m0s\)/,
      ),
    ]);
  });

  it('refuses durations without an end', () => {
    const bad = { ...config, autostartDelayMs: Number.POSITIVE_INFINITY };
    expect(problemsOf(() => validateAutostartConfig(bad))).toHaveLength(1);
  });
});
