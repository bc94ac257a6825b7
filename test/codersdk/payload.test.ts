import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { decodeBuild } from '../../src/codersdk/build-payloads.js';
import { decoder, listDecoder, optionalInstant, toJobStatus } from '../../src/codersdk/payload.js';
import { decodeDaemons } from '../../src/codersdk/provisioners.js';
import { decodeParameters, decodeTemplate } from '../../src/codersdk/template-payloads.js';
import { decodeUser, decodeUserPage } from '../../src/codersdk/users.js';
import { decodeWorkspace, decodeWorkspacePage } from '../../src/codersdk/workspaces.js';
import { recordedBody } from './exchange-fixtures.js';

function without(payload: Record<string, unknown>, ...keys: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(payload).filter(([key]) => !keys.includes(key)));
}

describe('a payload that does not fit', () => {
  const workspace = recordedBody('100-workspace-agent-ready');
  const build = workspace['latest_build'] as Record<string, unknown>;
  const job = build['job'] as Record<string, unknown>;

  it.each<[unknown, string]>([
    [null, 'the whole answer should be of type object'],
    [[], 'the whole answer should be of type object'],
    [without(workspace, 'id'), 'id should be of type string'],
    [{ ...workspace, ttl_ms: '1' }, 'ttl_ms should be of type number'],
    [
      { ...workspace, latest_build: { ...build, transition: 'explode' } },
      'latest_build.transition should be one of start, stop, delete',
    ],
    [
      { ...workspace, latest_build: { ...build, job: { ...job, status: 1 } } },
      'latest_build.job.status should be of type string',
    ],
    [
      { ...workspace, latest_build: { ...build, job: { ...job, started_at: 'noon' } } },
      'latest_build.job.started_at should be an RFC 3339 time',
    ],
    [
      { ...workspace, latest_build: { ...build, resources: [{}, { agents: [{ id: 1 }] }] } },
      'latest_build.resources[1].agents[0].id should be of type string',
    ],
  ])('is described by its field, in words (%#)', (payload, problem) => {
    expect(() => decodeWorkspace(payload)).toThrow(problem);
  });

  it('is described where a time stands in a list', () => {
    const daemons = [
      { id: 'a', last_seen_at: '2026-11-23T09:00:00Z' },
      { id: 'b', last_seen_at: 'now' },
    ];
    expect(() => decodeDaemons(daemons)).toThrow('[1].last_seen_at should be an RFC 3339 time');
  });

  it('is not confused with a fault of ours', () => {
    const broken = decoder(z.object({ a: z.string() }), () => {
      throw new TypeError('bug');
    });
    expect(() => broken({ a: '' })).toThrow(TypeError);
  });

  it('is never described in the words of a library', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (payload) => {
        try {
          decodeWorkspacePage(payload);
        } catch (error) {
          expect((error as Error).message).toMatch(/ should be (of type|one of|an RFC 3339 time)/);
          expect((error as Error).message).not.toMatch(/invalid|expected/i);
        }
      }),
    );
  });
});

describe('a payload of another release', () => {
  it('may have fields that we do not know', () => {
    const user = decodeUser({ ...recordedBody('008-me'), shoe_size: 44 });
    expect(user).not.toHaveProperty('shoe_size');
  });

  it('may leave out or null what is optional', () => {
    const workspace = recordedBody('059-workspace');
    const optional = ['ttl_ms', 'next_start_at', 'dormant_at', 'autostart_schedule', 'template_name'];
    expect(decodeWorkspace(without(workspace, ...optional))).toMatchObject({
      ttlMs: null,
      nextStartAt: null,
      dormantAt: null,
      autostartSchedule: null,
      templateName: '',
    });
    const nulls = Object.fromEntries(optional.map((key) => [key, null]));
    expect(decodeWorkspace({ ...workspace, ...nulls })).toMatchObject({
      ttlMs: null,
      autostartSchedule: null,
    });
    expect(decodeWorkspace({ ...workspace, autostart_schedule: '', ttl_ms: 0 })).toMatchObject({
      autostartSchedule: null,
      ttlMs: null,
    });
    const build = recordedBody('062-build');
    expect(decodeBuild(without(build, 'resources', 'matched_provisioners'))).toMatchObject({
      agents: [],
      matchedProvisioners: null,
    });
  });

  it('that is silent about a restriction has none', () => {
    const { id, name, organization_id, active_version_id } = recordedBody('018-template');
    expect(decodeTemplate({ id, name, organization_id, active_version_id })).toMatchObject({
      deprecated: false,
      allowUserAutostart: true,
      autostartDaysOfWeek: ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'],
      allowUserCancelWorkspaceJobs: false,
      useClassicParameterFlow: true,
      requireActiveVersion: false,
      buildTimeStats: { start: { p50Ms: null, p95Ms: null } },
    });
  });

  it('may give null for an empty list', () => {
    expect(decodeDaemons(null)).toEqual([]);
    expect(decodeUserPage({ users: null, count: 0 })).toEqual({ users: [], count: 0 });
    expect(listDecoder(z.string(), (text) => text)(null)).toEqual([]);
  });
});

describe('template parameters', () => {
  it('are read with their defaults and options', () => {
    expect(
      decodeParameters([
        {
          name: 'region',
          type: 'string',
          required: false,
          mutable: false,
          ephemeral: false,
          default_value: 'eu',
          options: [{ name: 'Europe', value: 'eu', description: '', icon: '' }],
        },
        { name: 'cpu', type: 'number', required: true },
      ]),
    ).toEqual([
      {
        name: 'region',
        type: 'string',
        required: false,
        mutable: false,
        ephemeral: false,
        defaultValue: 'eu',
        options: [{ name: 'Europe', value: 'eu' }],
      },
      {
        name: 'cpu',
        type: 'number',
        required: true,
        mutable: true,
        ephemeral: false,
        defaultValue: '',
        options: [],
      },
    ]);
  });
});

describe('values', () => {
  it('of a job’s status that we do not know are unknown', () => {
    expect(toJobStatus('succeeded')).toBe('succeeded');
    expect(toJobStatus('hibernated')).toBe('unknown');
    expect(toJobStatus('')).toBe('unknown');
  });

  it('of a time that is absent are null, and Go’s zero time is a time', () => {
    for (const absent of [null, undefined, '']) expect(optionalInstant(absent)).toBeNull();
    expect(optionalInstant('0001-01-01T00:00:00Z')?.us).toBeLessThan(0);
  });
});
