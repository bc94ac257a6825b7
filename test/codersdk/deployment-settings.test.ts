import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { decodeDeploymentConfig } from '../../src/codersdk/deployment.js';
import { decodeEntitlements } from '../../src/codersdk/entitlements.js';
import { rateLimitStanding } from '../../src/codersdk/rate-limit.js';
import { decodeAgentCount, decodePresets } from '../../src/codersdk/template-payloads.js';
import { exchanges } from './exchange-fixtures.js';

const recorded = new URL('../fixtures/deployment-config.json', import.meta.url);

describe('the channels of notifications', () => {
  const channels = (notifications: unknown) =>
    decodeDeploymentConfig({ config: { notifications } }).notificationChannels;

  it('are the inbox alone on the recorded server, which knows no mail server', () => {
    const text = readFileSync(recorded, 'utf8');
    expect(decodeDeploymentConfig({ config: JSON.parse(text) }).notificationChannels).toEqual(['inbox']);
  });

  it('are what is set up', () => {
    expect(channels({ method: 'smtp', email: { smarthost: 'mail:25' }, inbox: { enabled: true } })).toEqual([
      'e-mail',
      'inbox',
    ]);
    const webhook = { method: 'webhook', webhook: { endpoint: 'https://x' }, inbox: { enabled: false } };
    expect(channels(webhook)).toEqual(['webhook']);
    expect(channels({ method: 'webhook', webhook: { endpoint: '' }, inbox: { enabled: false } })).toEqual([]);
    expect(channels(undefined)).toBeNull();
  });
});

describe('entitlements', () => {
  const users = (user_limit: unknown) => decodeEntitlements({ has_license: true, features: { user_limit } });

  it('have a limit on users only where it is set and in force', () => {
    const limited = { entitlement: 'entitled', enabled: true, limit: 100, actual: 93 };
    expect(users(limited)).toEqual({ hasLicense: true, userLimit: { limit: 100, actual: 93 } });
    expect(users({ ...limited, enabled: false }).userLimit).toBeNull();
    expect(users({ entitlement: 'not_entitled', enabled: true }).userLimit).toBeNull();
    expect(decodeEntitlements({ features: null })).toEqual({ hasLicense: false, userLimit: null });
  });
});

describe('the standing of a rate limit', () => {
  it('is read from its headers, and not known without both', () => {
    const { headers } = exchanges.get('104-rate-limited-bypass')!.response;
    const told = Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, text ?? undefined]));
    expect(rateLimitStanding(told)).toEqual({ limit: 512, remaining: 511 });
    expect(rateLimitStanding({ 'x-ratelimit-limit': '512' })).toBeNull();
    expect(rateLimitStanding({ 'x-ratelimit-limit': 'many', 'x-ratelimit-remaining': '1' })).toBeNull();
  });
});

describe('presets', () => {
  it('are read from capitalized keys, and none from null', () => {
    const preset = {
      ID: 'p',
      Name: 'small',
      Parameters: [{ Name: 'size', Value: 's' }],
      DesiredPrebuildInstances: 2,
    };
    expect(decodePresets([preset])).toEqual([
      { name: 'small', parameters: [{ name: 'size', value: 's' }], prebuiltWorkspaces: 2 },
    ]);
    expect(decodePresets(null)).toEqual([]);
  });
});

describe('the agents of a template version', () => {
  it('are those of started workspaces, counted once', () => {
    const resource = (workspace_transition: string, agents: number) => ({
      workspace_transition,
      agents: Array.from({ length: agents }, () => ({})),
    });
    expect(decodeAgentCount([resource('start', 2), resource('stop', 2), { agents: null }])).toBe(2);
  });
});
