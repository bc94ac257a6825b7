import { beforeAll, describe, expect, it } from 'vitest';
import { type Answer, exchange, OTHER_UUID, PASSWORD, shapeOf, TestDeployment } from './harness.js';

/** What the recorded server said and this one does not, or the other way round. */
const OMITTED = ['webpush_public_key'];

describe('answers, compared with those of a real server', () => {
  const answers = new Map<string, Answer>();

  beforeAll(async () => {
    const t = new TestDeployment({ parameters: { seed: 'shapes', provisioners: 1 } });
    const keep = async (name: string, answer: Promise<Answer>) => {
      answers.set(name, await answer);
      return answers.get(name)!.body;
    };
    const api = (path: string) => `/api/v2${path}`;
    const organization = `/organizations/${t.deployment.organization.id}`;

    await keep('001-healthz', t.call('GET', '/healthz', { token: null }));
    await keep('002-buildinfo', t.call('GET', api('/buildinfo'), { token: null }));
    await keep('003-unknown-route', t.call('GET', api('/no-such-route')));
    await keep('004-no-token', t.call('GET', api('/users/me'), { token: null }));
    await keep('005-malformed-token', t.call('GET', api('/users/me'), { token: 'nonsense' }));
    await keep(
      '006-unknown-token',
      t.call('GET', api('/users/me'), { token: `${'a'.repeat(10)}-${'b'.repeat(22)}` }),
    );
    await keep('008-me', t.call('GET', api('/users/me')));
    await keep('009-experiments', t.call('GET', api('/experiments')));
    await keep('010-entitlements-agpl', t.call('GET', api('/entitlements')));
    await keep('012-organizations', t.call('GET', api('/organizations')));
    await keep('013-organization', t.call('GET', api(organization)));
    await keep('014-organization-default', t.call('GET', api('/organizations/default')));
    await keep('015-organization-member-me', t.call('GET', api(`${organization}/members/me`)));
    await keep('016-org-templates', t.call('GET', api(`${organization}/templates`)));
    await keep('017-all-templates', t.call('GET', api('/templates')));
    await keep('018-template', t.call('GET', api(`/templates/${t.templateId}`)));
    await keep('019-template-by-name', t.call('GET', api(`${organization}/templates/Workspace`)));
    await keep('020-template-missing', t.call('GET', api(`/templates/${OTHER_UUID}`)));
    await keep('021-template-bad-uuid', t.call('GET', api('/templates/xyz')));
    const version = `/templateversions/${t.deployment.templates.all[0]!.versionId}`;
    await keep('022-templateversion', t.call('GET', api(version)));
    await keep('023-templateversion-rich-parameters', t.call('GET', api(`${version}/rich-parameters`)));
    await keep('024-templateversion-external-auth', t.call('GET', api(`${version}/external-auth`)));
    await keep('025-templateversion-variables', t.call('GET', api(`${version}/variables`)));
    await keep('026-templateversion-presets', t.call('GET', api(`${version}/presets`)));

    const newUser = (name: string) => ({
      email: `${name}@scaletest.local`,
      username: `scaletest-${name}`,
      password: PASSWORD,
      login_type: 'password',
      organization_ids: [t.deployment.organization.id],
    });
    const post = (path: string, body: unknown) => t.call('POST', api(path), { body });
    const user = await keep('035-user-create', post('/users', { ...newUser('k-0'), user_status: null }));
    await keep('036-user-create-duplicate', post('/users', newUser('k-0')));
    await keep('037-user-create-bad-json', t.call('POST', api('/users'), { rawBody: '{' }));
    await keep('038-user-create-empty', post('/users', {}));
    await keep('039-user-create-weak-password', post('/users', { ...newUser('k-w'), password: 'a' }));
    await keep('040-user-create-bad-username', post('/users', { ...newUser('k-b'), username: 'No Good!' }));
    await keep(
      '041-user-create-unknown-org',
      post('/users', { ...newUser('k-o'), organization_ids: [OTHER_UUID] }),
    );
    await keep('042-user-by-name', t.call('GET', api('/users/scaletest-k-0')));
    const login = (password: string) =>
      t.call('POST', api('/users/login'), { token: null, body: { email: 'k-0@scaletest.local', password } });
    await keep('043-login-wrong', login('nope'));
    const { session_token: token } = await keep('044-login', login(PASSWORD));
    const bypass = { 'X-Coder-Bypass-Ratelimit': 'true' };
    await keep('045-bypass-by-owner', t.call('GET', api('/users/me'), { headers: bypass }));
    await keep('046-bypass-by-member', t.call('GET', api('/users/me'), { headers: bypass, token }));
    await keep('047-user-me', t.call('GET', api('/users/me'), { token }));
    await keep('048-member-creates-user', t.call('POST', api('/users'), { token, body: newUser('k-x') }));
    await keep('049-users-search', t.call('GET', api('/users?q=k-0&limit=10')));
    await keep('051-user-create-dormant-default', post('/users', newUser('k-1')));
    await keep('052-user-create-active', post('/users', { ...newUser('k-2'), user_status: 'active' }));
    const unable = {
      ...newUser('k-3'),
      name: 'nineam-1',
      password: '',
      login_type: 'none',
      user_status: 'active',
    };
    await keep('122-user-create-login-none', post('/users', unable));
    await keep('123-users-by-full-name', t.call('GET', api('/users?q=name:nineam-1')));

    const asMember = (method: string, path: string, body?: unknown) =>
      t.call(method, api(path), { token, ...(body === undefined ? {} : { body }) });
    const workspaces = `/users/${user.id}/workspaces`;
    const wanted = { template_id: t.templateId, name: 'scaletest-k' };
    await keep('053-workspace-create-empty', asMember('POST', workspaces, {}));
    await keep(
      '054-workspace-create-unknown-template',
      asMember('POST', workspaces, { ...wanted, template_id: OTHER_UUID }),
    );
    const workspace = await keep('056-workspace-create', asMember('POST', workspaces, wanted));
    const itself = `/workspaces/${workspace.id}`;
    await keep(
      '057-workspace-create-duplicate',
      asMember('POST', workspaces, { ...wanted, name: 'Scaletest-K' }),
    );
    await keep('058-build-while-active', asMember('POST', `${itself}/builds`, { transition: 'stop' }));
    await keep('061-workspace-by-other-member', asMember('GET', `/workspaces/${OTHER_UUID}`));
    t.realClock.advanceBy(500);
    await keep('109-workspace-running-job', asMember('GET', itself));
    const queued = await keep(
      '108-workspace-create-queued',
      post('/users/me/workspaces', { ...wanted, name: 'queued' }),
    );
    await keep('110-workspace-pending-job', t.call('GET', api(`/workspaces/${queued.id}`)));
    await keep(
      '112-provisionerjobs-pending',
      t.call('GET', api(`${organization}/provisionerjobs?status=pending`)),
    );
    await keep(
      '113-cancel-pending',
      t.call('PATCH', api(`/workspacebuilds/${queued.latest_build.id}/cancel`)),
    );
    await keep('114-workspace-canceled-pending', t.call('GET', api(`/workspaces/${queued.id}`)));
    t.realClock.advanceBy(10_000);
    const one = (transition: string) => post(`/workspaces/${queued.id}/builds`, { transition });
    const running = await keep('093-build-delete', one('start'));
    t.realClock.advanceBy(500);
    const cancel = () => t.call('PATCH', api(`/workspacebuilds/${running.id}/cancel`));
    await cancel();
    await keep('115-workspace-canceling', t.call('GET', api(`/workspaces/${queued.id}`)));
    t.realClock.advanceBy(10_000);
    await keep('117-cancel-finished', cancel());
    await keep(
      '118-build-delete-orphan',
      post(`/workspaces/${queued.id}/builds`, { transition: 'delete', orphan: true }),
    );
    t.realClock.advanceBy(10_000);

    await keep('068-build-stop', asMember('POST', `${itself}/builds`, { transition: 'stop' }));
    t.realClock.advanceBy(10_000);
    await keep('070-build-bad-transition', asMember('POST', `${itself}/builds`, { transition: 'jump' }));
    const put = (schedule: unknown) => asMember('PUT', `${itself}/autostart`, { schedule });
    await keep('072-autostart-bad', put('every day'));
    await keep('073-autostart-no-timezone', put('30 9 * * 1-5'));
    await keep('074-autostart-day-of-month', put('CRON_TZ=UTC 30 9 1 * *'));
    await keep('075-autostart-set', put('CRON_TZ=UTC 1 8 * * 1'));
    await keep('119-workspace-scheduled-once', asMember('GET', itself));
    t.realClock.advanceBy(120_000);
    await keep('120-workspace-autostarted', asMember('GET', itself));
    await keep('077-autostart-clear', put(null));
    await keep('124-workspaces-by-ids', t.call('GET', api(`/workspaces?q=id:${workspace.id},${OTHER_UUID}`)));
    await keep('078-ttl-set', asMember('PUT', `${itself}/ttl`, { ttl_ms: 28_800_000 }));
    await keep('089-workspaces-bad-query', t.call('GET', api('/workspaces?q=bogus%3A1')));
    await keep('092-user-delete-with-workspace', t.call('DELETE', api(`/users/${user.id}`)));
    await asMember('POST', `${itself}/builds`, { transition: 'delete' });
    t.realClock.advanceBy(10_000);
    await keep('094-workspace-deleted', asMember('GET', itself));
    await keep('033-provisionerdaemons', t.call('GET', api(`${organization}/provisionerdaemons`)));
    await keep('096-user-delete', t.call('DELETE', api(`/users/${user.id}`)));
    await keep('097-user-deleted-again', t.call('DELETE', api(`/users/${user.id}`)));
    await keep('098-token-of-deleted-user', asMember('GET', '/users/me'));
  });

  const names = [
    '001-healthz',
    '002-buildinfo',
    '003-unknown-route',
    '004-no-token',
    '005-malformed-token',
    '006-unknown-token',
    '008-me',
    '009-experiments',
    '010-entitlements-agpl',
    '012-organizations',
    '013-organization',
    '014-organization-default',
    '015-organization-member-me',
    '016-org-templates',
    '017-all-templates',
    '018-template',
    '019-template-by-name',
    '020-template-missing',
    '021-template-bad-uuid',
    '022-templateversion',
    '023-templateversion-rich-parameters',
    '024-templateversion-external-auth',
    '025-templateversion-variables',
    '026-templateversion-presets',
    '035-user-create',
    '036-user-create-duplicate',
    '037-user-create-bad-json',
    '038-user-create-empty',
    '039-user-create-weak-password',
    '040-user-create-bad-username',
    '041-user-create-unknown-org',
    '042-user-by-name',
    '043-login-wrong',
    '044-login',
    '045-bypass-by-owner',
    '046-bypass-by-member',
    '047-user-me',
    '048-member-creates-user',
    '049-users-search',
    '051-user-create-dormant-default',
    '052-user-create-active',
    '053-workspace-create-empty',
    '054-workspace-create-unknown-template',
    '056-workspace-create',
    '057-workspace-create-duplicate',
    '058-build-while-active',
    '061-workspace-by-other-member',
    '068-build-stop',
    '070-build-bad-transition',
    '072-autostart-bad',
    '073-autostart-no-timezone',
    '074-autostart-day-of-month',
    '075-autostart-set',
    '077-autostart-clear',
    '078-ttl-set',
    '089-workspaces-bad-query',
    '092-user-delete-with-workspace',
    '093-build-delete',
    '094-workspace-deleted',
    '096-user-delete',
    '097-user-deleted-again',
    '098-token-of-deleted-user',
    '108-workspace-create-queued',
    '109-workspace-running-job',
    '110-workspace-pending-job',
    '112-provisionerjobs-pending',
    '113-cancel-pending',
    '114-workspace-canceled-pending',
    '115-workspace-canceling',
    '117-cancel-finished',
    '118-build-delete-orphan',
    '119-workspace-scheduled-once',
    '120-workspace-autostarted',
    '122-user-create-login-none',
    '123-users-by-full-name',
    '124-workspaces-by-ids',
  ];

  it.each(names)('has the status, headers and shape of %s', (name) => {
    const { response } = exchange(name);
    const answer = answers.get(name)!;
    const { body } = answer;
    const recorded = structuredClone(response.body);
    for (const key of OMITTED)
      if (typeof recorded === 'object' && recorded !== null) Reflect.deleteProperty(recorded, key);
    expect(answer.status).toBe(response.status);
    expect(withoutNullness(name, shapeOf(body))).toEqual(withoutNullness(name, shapeOf(recorded)));
    const names = Object.keys(response.headers).filter((header) => response.headers[header] !== null);
    expect(names.filter((header) => !answer.headers.has(header))).toEqual([]);
    if (response.headers['content-type'] !== undefined) {
      expect(answer.headers.get('content-type')).toBe(response.headers['content-type']);
    }
  });

  it('tells wrong fields by the same names', () => {
    for (const name of names) {
      const recorded = exchange(name).response.body as { validations?: { field: string }[] } | null;
      const fields = (body: typeof recorded) => (body?.validations ?? []).map(({ field }) => field);
      expect(fields(answers.get(name)!.body), name).toEqual(fields(recorded));
    }
  });

  it('ends JSON with a line end', () => {
    expect(answers.get('008-me')!.text.endsWith('}\n')).toBe(true);
  });
});

/** A template's build times are known here before any build, unlike on the recorded server. */
function withoutNullness(name: string, shape: unknown): unknown {
  if (!/template/.test(name)) return shape;
  return JSON.parse(JSON.stringify(shape).replace(/"(P50|P95)":"null"/g, '"$1":"number"')) as unknown;
}
