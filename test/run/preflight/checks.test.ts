import { describe, expect, it } from 'vitest';
import type { Template, TemplateVersionParameter, User } from '../../../src/codersdk/index.js';
import { known } from '../../../src/run/preflight/known.js';
import { NOW_MS, problems, template } from './support/facts.js';

const parameter = (overrides: Partial<TemplateVersionParameter>): TemplateVersionParameter => ({
  name: 'region',
  type: 'string',
  required: false,
  mutable: true,
  ephemeral: false,
  defaultValue: '',
  options: [],
  ...overrides,
});

describe('preflight', () => {
  it('lets a run pass that fits', () => {
    expect(problems({})).toEqual([]);
  });

  it("refuses a token that is not an owner's", () => {
    const member = { username: 'bob', roles: ['member'] } as unknown as User;
    const [found] = problems({ facts: { me: member } });
    expect(found?.check).toBe('owner');
    expect(found?.message).toContain('bob');
  });

  it('refuses an unknown template and says where names come from', () => {
    const [found] = problems({ facts: { templates: [], target: null } });
    expect(found?.message).toContain('--template');
    expect(found?.mend).toContain('coder templates list');
  });

  it('names both organizations when a template name exists in two', () => {
    const twin: Template = { ...template, id: 'other', organizationName: 'research' };
    const [found] = problems({ facts: { templates: [template, twin], target: null } });
    expect(found?.message).toContain('coder/docker');
    expect(found?.message).toContain('research/docker');
    expect(found?.mend).toContain('--org');
  });

  it('refuses 2,000 workspaces on 20 provisioners, naming the flags to change', () => {
    const [found] = problems({ plan: { workspaceCount: 2_000 } });
    expect(found?.check).toBe('timeouts');
    expect(found?.message).toContain('--autostart-build-timeout');
    expect(found?.mend).toContain('--provisioners');
    expect(found?.mend).toContain('--workspace-count');
  });

  it('lets 2,000 workspaces on 400 provisioners pass', () => {
    expect(problems({ plan: { workspaceCount: 2_000 }, target: { liveProvisioners: 400 } })).toEqual([]);
  });

  it('does not refuse what was skipped by name', () => {
    expect(problems({ plan: { workspaceCount: 2_000, skipPreflight: new Set(['timeouts']) } })).toEqual([]);
  });

  it('cannot be made to skip who may run', () => {
    const member = { username: 'bob', roles: [] } as unknown as User;
    expect(problems({ facts: { me: member }, plan: { skipPreflight: new Set(['owner']) } })).toHaveLength(1);
  });

  it('refuses unknown, missing and impossible parameters, all at once', () => {
    const found = problems({
      plan: {
        parameters: [
          { name: 'size', value: 'xxl' },
          { name: 'colour', value: 'red' },
        ],
      },
      target: {
        parameters: known([
          parameter({ name: 'region', required: true }),
          parameter({ name: 'size', options: [{ name: 'Small', value: 's' }] }),
        ]),
      },
    });
    expect(found.map((one) => one.message.replace(/.*(colour|region|size).*/, '$1'))).toEqual([
      'colour',
      'region',
      'size',
    ]);
  });

  it('refuses a template that forbids starts, or forbids them today', () => {
    const closed = { template: { ...template, allowUserAutostart: false } };
    expect(problems({ target: closed })[0]?.check).toBe('autostart');
    const weekends = { template: { ...template, autostartDaysOfWeek: ['saturday', 'sunday'] } };
    expect(problems({ target: weekends })[0]?.message).toContain('tuesday');
    const weekdays = { template: { ...template, autostartDaysOfWeek: ['monday', 'tuesday'] } };
    expect(problems({ target: weekdays })).toEqual([]);
  });

  it('refuses password users where the deployment refuses them, and only if they were asked for', () => {
    const facts = { passwordUsers: false };
    expect(problems({ facts, plan: { userAuth: 'password' } })[0]?.mend).toContain('--user-auth none');
    expect(problems({ facts, plan: { userAuth: 'auto' } })).toEqual([]);
  });

  it('refuses a deployment without a living provisioner', () => {
    expect(problems({ target: { liveProvisioners: 0 } }).map((one) => one.check)).toContain('provisioners');
  });

  it('refuses to disturb people without --yes', () => {
    expect(problems({ facts: { otherUsers: 20 } })).toEqual([]);
    expect(problems({ facts: { otherUsers: 21 } })[0]?.mend).toContain('--yes');
    expect(problems({ facts: { otherUsers: 21 }, plan: { yes: true } })).toEqual([]);
    expect(
      problems({ facts: { otherUsers: 21 }, plan: { skipPreflight: new Set(['other-users']) } }),
    ).toEqual([]);
  });

  it('takes nobody on the deployment of this process for people at work', () => {
    const target = {
      kind: 'embedded',
      parameters: { seed: 'a' },
      timeScale: 60,
      templates: null,
      population: null,
    } as const;
    expect(problems({ facts: { otherUsers: 400 }, plan: { target } })).toEqual([]);
  });

  it('refuses a token that ends before cleanup does', () => {
    expect(problems({ facts: { tokenExpiresAtMs: NOW_MS + 60_000 } })[0]?.check).toBe('token-expiry');
    expect(problems({ facts: { tokenExpiresAtMs: NOW_MS + 86_400_000 } })).toEqual([]);
  });

  it('refuses a --timeout that the storm cannot keep', () => {
    const found = problems({ plan: { workspaceCount: 300, timeoutMs: 1_200_000 } });
    expect(found.map((one) => one.message).join()).toContain('--timeout');
  });

  it('reports everything that is wrong at once', () => {
    const member = { username: 'bob', roles: [] } as unknown as User;
    const found = problems({ facts: { me: member, otherUsers: 50 }, target: { liveProvisioners: 0 } });
    expect(found.map((one) => one.check)).toEqual(['owner', 'provisioners', 'other-users']);
  });
});
