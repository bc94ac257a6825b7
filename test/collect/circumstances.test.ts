import { describe, expect, it } from 'vitest';
import { decodeTemplate } from '../../src/codersdk/template-payloads.js';
import { decodeUser } from '../../src/codersdk/users.js';
import { decodeWorkspace } from '../../src/codersdk/workspaces.js';
import {
  type CircumstancesClient,
  type WorkspaceRecord,
  withCircumstances,
} from '../../src/collect/index.js';
import { recordedBody } from '../codersdk/exchange-fixtures.js';

const WORKSPACE = decodeWorkspace(recordedBody('071-workspace-stopped'));
const OWNER = { ...decodeUser(recordedBody('008-me')), id: WORKSPACE.ownerId, status: 'suspended' };
const TEMPLATE = decodeTemplate(recordedBody('018-template'));

const MISSED: WorkspaceRecord = { workspace: WORKSPACE, build: null };
const BUILT: WorkspaceRecord = { workspace: WORKSPACE, build: WORKSPACE.latestBuild };
const GONE: WorkspaceRecord = { workspace: null, build: null };

function read(records: Record<string, WorkspaceRecord>, client: Partial<CircumstancesClient> = {}) {
  const asked: string[] = [];
  const warnings: string[] = [];
  const fake: CircumstancesClient = {
    users: {
      list: async ({ q = '' }) => {
        asked.push(q);
        return { users: [OWNER] };
      },
    },
    templates: {
      get: async (id) => {
        asked.push(id);
        return TEMPLATE;
      },
    },
    ...client,
  };
  const reading = withCircumstances(fake, new Map(Object.entries(records)), {
    userMark: 'nineam-1',
    templateId: 't-1',
    signal: new AbortController().signal,
    warn: (message) => warnings.push(message),
  });
  return reading.then((found) => ({ found, asked, warnings }));
}

describe('withCircumstances', () => {
  it('asks nothing when every build exists, or its workspace is gone', async () => {
    const { found, asked } = await read({ a: BUILT, b: GONE });
    expect(asked).toEqual([]);
    expect(found.get('a')).toEqual(BUILT);
  });

  it('asks once for all owners, by their mark, and once for the template', async () => {
    const { found, asked } = await read({ a: MISSED, b: MISSED, c: BUILT });
    expect(asked).toEqual(['name:nineam-1', 't-1']);
    expect(found.get('b')?.circumstances).toEqual({ ownerStatus: 'suspended', template: TEMPLATE });
    expect(found.get('c')).toEqual(BUILT);
  });

  it('calls an owner who is not listed gone', async () => {
    const { found } = await read({ a: MISSED }, { users: { list: async () => ({ users: [] }) } });
    expect(found.get('a')?.circumstances?.ownerStatus).toBe('gone');
  });

  it('leaves unknown what cannot be read, and says so', async () => {
    const refuse = () => Promise.reject(new Error('no'));
    const { found, warnings } = await read(
      { a: MISSED },
      { users: { list: refuse }, templates: { get: refuse } },
    );
    expect(found.get('a')?.circumstances).toEqual({ ownerStatus: null, template: null });
    expect(warnings).toHaveLength(2);
  });
});
