import { describe, expect, it } from 'vitest';
import { exchange, shapeOf, TestDeployment } from './harness.js';

const ROOT = '/api/v2';
const SECOND = 1e6;

/** One template whose agents connect after 2 s, start after another second, and are ready 3 s later. */
function withAgents(more: { startErrorRate?: number; neverConnectRate?: number } = {}) {
  return new TestDeployment({
    templates: [
      {
        name: 'agent',
        agents: {
          names: ['main'],
          connect: { kind: 'constant', value: 2 * SECOND },
          start: { kind: 'constant', value: SECOND },
          startup: { kind: 'constant', value: 3 * SECOND },
          connectionTimeoutUs: 120 * SECOND,
          ...more,
        },
      },
    ],
  });
}

const ms = (text: string) => Date.parse(text);

describe('a build’s log, read', () => {
  it('grows with the job, as JSON and as text', async () => {
    const t = new TestDeployment();
    const { latest_build } = await t.createWorkspace('dev');
    const path = `${ROOT}/workspacebuilds/${latest_build.id}/logs`;
    const stages = async () =>
      (await t.expect(200, 'GET', path)).body.map(({ stage }: { stage: string }) => stage);
    expect(await stages()).toEqual([]);
    t.realClock.advanceBy(100);
    expect(await stages()).toEqual([
      'Setting up',
      'Initializing Terraform Directory',
      'Planning Infrastructure',
    ]);
    t.realClock.advanceBy(10_000);
    const lines = (await t.expect(200, 'GET', path)).body;
    expect(shapeOf(lines)).toEqual(shapeOf(exchange('063-build-logs').response.body));
    const { job } = (await t.expect(200, 'GET', `${ROOT}/workspacebuilds/${latest_build.id}`)).body;
    for (const line of lines) {
      expect(ms(line.created_at)).toBeGreaterThanOrEqual(Math.floor(ms(job.started_at)));
      expect(ms(line.created_at)).toBeLessThanOrEqual(ms(job.completed_at));
      expect(line.created_at).toMatch(/T\d\d:\d\d:\d\d(\.\d{1,3})?Z$/);
    }
    expect((await t.expect(200, 'GET', `${path}?after=${lines[3].id}`)).body).toEqual(lines.slice(4));
    expect((await t.expect(200, 'GET', `${path}?after=${lines.at(-1).id}&format=json`)).body).toEqual([]);
    const text = await t.expect(200, 'GET', `${path}?format=text`);
    expect(text.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(text.text.split('\n')).toHaveLength(lines.length + 1);
    expect(text.text).toMatch(/Starting workspace/);
  });

  it('is refused for what makes no sense', async () => {
    const t = new TestDeployment();
    const { latest_build } = await t.createWorkspace('dev');
    const path = `${ROOT}/workspacebuilds/${latest_build.id}/logs`;
    for (const query of ['after=one', 'after=1.5', 'format=xml', 'format=text&follow', 'after=x&follow']) {
      await t.expect(400, 'GET', `${path}?${query}`);
    }
    await t.expect(200, 'GET', `${path}?after=&format=`);
    await t.expect(200, 'GET', `${path}?after=-1`);
    await t.expect(400, 'GET', `${ROOT}/workspacebuilds/none/logs`);
  });

  it('is as recorded where the template is like the recorded one', async () => {
    const t = new TestDeployment({ templates: [{ name: 'echo', stages: 'echo' }] });
    const { latest_build } = await t.createWorkspace('dev');
    t.realClock.advanceBy(10_000);
    const path = `${ROOT}/workspacebuilds/${latest_build.id}`;
    const withoutTimes = (body: unknown) =>
      (body as { id: number; created_at: string }[]).map(({ id: _id, created_at: _at, ...line }) => line);
    expect(withoutTimes((await t.expect(200, 'GET', `${path}/logs`)).body)).toEqual(
      withoutTimes(exchange('063-build-logs').response.body),
    );
    expect((await t.expect(200, 'GET', `${path}/timings`)).body).toEqual(
      exchange('064-build-timings').response.body,
    );
  });
});

describe('a build’s timings', () => {
  it('are whole rows for the stages of a build that succeeded', async () => {
    const t = new TestDeployment();
    const { id, latest_build } = await t.createWorkspace('dev');
    const path = `${ROOT}/workspacebuilds/${latest_build.id}/timings`;
    t.realClock.advanceBy(500);
    expect((await t.expect(200, 'GET', path)).body.provisioner_timings).toEqual([]);
    t.realClock.advanceBy(10_000);
    const timings = (await t.expect(200, 'GET', path)).body;
    const { job } = (await t.expect(200, 'GET', `${ROOT}/workspacebuilds/${latest_build.id}`)).body;
    expect(timings.agent_script_timings).toEqual([]);
    const rows = timings.provisioner_timings;
    expect(rows.map(({ resource }: { resource: string }) => resource)).toEqual([
      'coder_stage_init',
      'coder_stage_plan',
      'coder_stage_apply',
      'coder_stage_graph',
    ]);
    let last = job.started_at;
    for (const row of rows) {
      expect(row).toMatchObject({ job_id: job.id, source: 'coder', action: 'terraform' });
      expect(ms(row.started_at)).toBeGreaterThanOrEqual(ms(last));
      last = row.ended_at;
    }
    expect(ms(job.completed_at)).toBeGreaterThanOrEqual(ms(last));
    expect((await t.expect(200, 'GET', `${ROOT}/workspaces/${id}/timings`)).body).toEqual(timings);
  });

  it('of a failed build are empty', async () => {
    const t = new TestDeployment({
      parameters: { seed: 'broken', failureRate: { start: 1, stop: 1, delete: 1 } },
    });
    const { latest_build } = await t.createWorkspace('dev');
    t.realClock.advanceBy(10_000);
    const path = `${ROOT}/workspacebuilds/${latest_build.id}`;
    expect((await t.expect(200, 'GET', path)).body.status).toBe('failed');
    expect((await t.expect(200, 'GET', `${path}/timings`)).body).toEqual({
      provisioner_timings: [],
      agent_script_timings: [],
      agent_connection_timings: [],
    });
    expect((await t.expect(200, 'GET', `${path}/logs`)).body.at(-2)).toMatchObject({ log_level: 'error' });
    expect((await t.expect(200, 'GET', `${path}/resources`)).body).toEqual([]);
  });

  it('tell how long agents took to connect and to start, once they have', async () => {
    const t = withAgents();
    const { latest_build } = await t.createWorkspace('dev');
    const path = `${ROOT}/workspacebuilds/${latest_build.id}/timings`;
    t.realClock.advanceBy(2500);
    expect((await t.expect(200, 'GET', path)).body.agent_connection_timings).toEqual([]);
    t.realClock.advanceBy(1500);
    const connected = (await t.expect(200, 'GET', path)).body;
    expect(connected.agent_script_timings).toEqual([]);
    expect(shapeOf(connected.agent_connection_timings)).toEqual(
      shapeOf(
        (exchange('101-build-timings-agent').response.body as Record<string, unknown>)[
          'agent_connection_timings'
        ],
      ),
    );
    t.realClock.advanceBy(10_000);
    const { agent_connection_timings, agent_script_timings } = (await t.expect(200, 'GET', path)).body;
    const [connection] = agent_connection_timings;
    expect(ms(connection.ended_at) - ms(connection.started_at)).toBe(2000);
    expect(agent_script_timings).toMatchObject([
      { exit_code: 0, stage: 'start', status: 'ok', workspace_agent_name: 'main' },
    ]);
  });
});

describe('agents', () => {
  it('connect, start and get ready in the workspace’s JSON as recorded', async () => {
    const t = withAgents();
    const { id } = await t.createWorkspace('dev');
    const read = async () => (await t.expect(200, 'GET', `${ROOT}/workspaces/${id}`)).body;
    const agentOf = (workspace: { latest_build: { resources: { agents: unknown[] }[] } }) =>
      workspace.latest_build.resources[0]!.agents[0] as Record<string, unknown>;
    t.realClock.advanceBy(1500);
    const connecting = await read();
    expect(agentOf(connecting)).toMatchObject({ status: 'connecting', lifecycle_state: 'created' });
    expect(connecting.health).toEqual({ healthy: false, failing_agents: [agentOf(connecting)['id']] });
    t.realClock.advanceBy(20_000);
    const ready = await read();
    const agent = agentOf(ready);
    expect(agent).toMatchObject({ status: 'connected', lifecycle_state: 'ready', name: 'main' });
    expect(ready.health).toEqual({ healthy: true, failing_agents: [] });
    const time = (key: string) => ms(agent[key] as string);
    expect(time('started_at') - time('first_connected_at')).toBe(1000);
    expect(time('ready_at') - time('started_at')).toBe(3000);
    expect(time('last_connected_at') - time('first_connected_at')).toBe(15_000);
    const recorded = exchange('100-workspace-agent-ready').response.body as typeof connecting;
    expect(shapeOf(agent)).toEqual(shapeOf(agentOf(recorded)));
    const { latest_build } = ready;
    expect((await t.expect(200, 'GET', `${ROOT}/workspacebuilds/${latest_build.id}/resources`)).body).toEqual(
      latest_build.resources,
    );
    await t.build(id, 'stop');
    const stopped = await read();
    expect(agentOf(stopped)).toMatchObject({ status: 'connecting' });
    expect(stopped.health.healthy).toBe(false);
    await t.build(id, 'delete');
    const path = `${ROOT}/workspaces/${id}?include_deleted=true`;
    expect((await t.expect(200, 'GET', path)).body.latest_build.resources[0]).not.toHaveProperty('agents');
  });

  it('that do not come, or do not start, make a workspace unhealthy', async () => {
    for (const [rates, state] of [
      [{ neverConnectRate: 1 }, { status: 'timeout', lifecycle_state: 'created' }],
      [{ startErrorRate: 1 }, { status: 'connected', lifecycle_state: 'start_error' }],
    ] as const) {
      const t = withAgents(rates);
      const { id } = await t.createWorkspace('dev');
      t.realClock.advanceBy(130_000);
      const { health, latest_build } = (await t.expect(200, 'GET', `${ROOT}/workspaces/${id}`)).body;
      const [agent] = latest_build.resources[0].agents;
      expect(agent).toMatchObject({ ...state, health: { healthy: false } });
      expect(health.failing_agents).toEqual([agent.id]);
    }
  });
});

describe('what a build was asked for with', () => {
  const parameters = [
    { name: 'region', defaultValue: 'eu' },
    { name: 'size', mutable: true, defaultValue: 'small' },
  ];
  const deployment = () =>
    new TestDeployment({
      templates: [
        {
          name: 'chooser',
          parameters,
          presets: [{ name: 'big', parameters: [{ name: 'size', value: 'big' }] }],
        },
      ],
    });

  it('is kept from build to build, as far as a build says nothing else', async () => {
    const t = deployment();
    const { id, latest_build } = await t.createWorkspace('dev', {
      body: { rich_parameter_values: [{ name: 'region', value: 'us' }] },
    });
    const values = async (buildId: string) =>
      Object.fromEntries(
        (await t.expect(200, 'GET', `${ROOT}/workspacebuilds/${buildId}/parameters`)).body.map(
          ({ name, value }: { name: string; value: string }) => [name, value],
        ),
      );
    expect(await values(latest_build.id)).toEqual({ region: 'us', size: 'small' });
    t.realClock.advanceBy(10_000);
    const path = `${ROOT}/workspaces/${id}/builds`;
    const ask = async (body: object) => {
      const build = (await t.expect(201, 'POST', path, { body })).body;
      t.realClock.advanceBy(10_000);
      return build;
    };
    const larger = await ask({
      transition: 'start',
      rich_parameter_values: [{ name: 'size', value: 'large' }],
    });
    expect(await values(larger.id)).toEqual({ region: 'us', size: 'large' });
    const stop = await ask({ transition: 'stop', rich_parameter_values: null });
    expect(await values(stop.id)).toEqual({ region: 'us', size: 'large' });
    expect(await values(latest_build.id)).toEqual({ region: 'us', size: 'small' });
    const moved = { transition: 'start', rich_parameter_values: [{ name: 'region', value: 'eu' }] };
    const refused = await t.expect(400, 'POST', path, { body: moved });
    expect(refused.body.validations).toMatchObject([{ field: 'region' }]);
    const preset = t.deployment.templates.all[0]!.version.presets[0]!.id;
    const chosen = await ask({ transition: 'start', template_version_preset_id: preset });
    expect(chosen.template_version_preset_id).toBe(preset);
    expect(await values(chosen.id)).toEqual({ region: 'us', size: 'big' });
    const unknown = { transition: 'start', template_version_preset_id: chosen.id };
    await t.expect(400, 'POST', path, { body: unknown });
  });

  it('may be zero, null, empty or without effect', async () => {
    const t = deployment();
    const { id } = await t.createWorkspace('dev');
    t.realClock.advanceBy(10_000);
    const zero = '00000000-0000-0000-0000-000000000000';
    const body = {
      transition: 'stop',
      template_version_id: zero,
      template_version_preset_id: zero,
      rich_parameter_values: null,
      dry_run: true,
      orphan: false,
      log_level: '',
      reason: '',
      state: null,
      unknown: 1,
    };
    const build = (await t.expect(201, 'POST', `${ROOT}/workspaces/${id}/builds`, { body })).body;
    expect(build).toMatchObject({ template_version_preset_id: null, reason: 'initiator', status: 'pending' });
  });

  it('is a matter of owners where it is state or the logs of a debugger', async () => {
    const t = deployment();
    const ada = await t.member('ada');
    const { id } = await t.createWorkspace('dev', { token: ada.token });
    t.realClock.advanceBy(10_000);
    const path = `${ROOT}/workspaces/${id}/builds`;
    const state = Buffer.from('notes').toString('base64');
    const { token } = ada;
    await t.expect(403, 'POST', path, { token, body: { transition: 'stop', state } });
    await t.expect(403, 'POST', path, { token, body: { transition: 'stop', log_level: 'debug' } });
    await t.expect(400, 'POST', path, { body: { transition: 'stop', log_level: 'debug' } });
    await t.expect(400, 'POST', path, { body: { transition: 'stop', log_level: 'trace' } });
    await t.expect(400, 'POST', path, { body: { transition: 'stop', state: 'no base64!' } });
    await t.expect(400, 'POST', path, { body: { transition: 'stop', reason: 'boredom' } });
    const build = (await t.expect(201, 'POST', path, { body: { transition: 'stop', state } })).body;
    expect((await t.expect(200, 'GET', `${ROOT}/workspacebuilds/${build.id}/state`)).text).toBe('notes');
    await t.expect(403, 'GET', `${ROOT}/workspacebuilds/${build.id}/state`, { token });
  });
});
