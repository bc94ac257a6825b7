import fc from 'fast-check';
import { type JournalRecord, NOTICE_CODES, type RunHead } from '../../src/journal/index.js';
import { OUTCOME_KINDS, RUN_STAGES } from '../../src/storm/index.js';

export const HEAD: RunHead = {
  version: 2,
  runId: '5f0c7c52-6a3e-4a6e-9d3e-0b8f6a1d2c3b',
  prefix: 'k3x9q0az',
  url: 'https://coder.example.com',
  count: 200,
  templateName: 'docker',
  templateId: 'de1ec7ab-0000-4000-8000-000000000001',
  organizationId: '0a0a0a0a-0000-4000-8000-000000000001',
  flags: { 'workspace-count': ['200'], template: ['docker'], output: ['text', 'json:storm.json'] },
  parameterNames: ['region'],
  createdAt: '2026-11-23T22:10:50.994Z',
  nineamVersion: '0.1.0',
  writer: { pid: 4711, host: 'laptop' },
};

/** The story of one workspace, start to end. */
export const STORY: readonly JournalRecord[] = [
  { type: 'stage', stage: 'setup' },
  { type: 'user_intent', index: 0, username: 'scaletest-k3x9q0az-0' },
  { type: 'user_created', index: 0, userId: 'u-0', username: 'scaletest-k3x9q0az-0' },
  { type: 'workspace_intent', index: 0, ownerId: 'u-0', workspaceName: 'scaletest-k3x9q0az-0' },
  { type: 'workspace_created', index: 0, workspaceId: 'w-0', workspaceName: 'scaletest-k3x9q0az-0' },
  { type: 'schedule_intent', index: 0, workspaceId: 'w-0', schedule: 'CRON_TZ=UTC 31 9 * * 1' },
  { type: 'notice', code: 'schedule_lengthened' },
  { type: 'outcome', index: 0, kind: 'ready' },
  { type: 'schedule_cleared', index: 0, workspaceId: 'w-0' },
  { type: 'workspace_deleted', index: 0, workspaceId: 'w-0' },
  { type: 'user_deleted', index: 0, userId: 'u-0' },
];

const index = fc.nat();
const text = fc.string({ unit: 'binary' });

export const anyRecord: fc.Arbitrary<JournalRecord> = fc.oneof(
  fc.record({ type: fc.constant('user_intent'), index, username: text }),
  fc.record({ type: fc.constant('user_created'), index, userId: text, username: text }),
  fc.record({ type: fc.constant('workspace_intent'), index, ownerId: text, workspaceName: text }),
  fc.record({ type: fc.constant('workspace_created'), index, workspaceId: text, workspaceName: text }),
  fc.record({ type: fc.constant('schedule_intent'), index, workspaceId: text, schedule: text }),
  fc.record({ type: fc.constant('schedule_cleared'), index, workspaceId: text }),
  fc.record({ type: fc.constant('workspace_deleted'), index, workspaceId: text }),
  fc.record({ type: fc.constant('user_deleted'), index, userId: text }),
  fc.record({ type: fc.constant('stage'), stage: fc.constantFrom(...RUN_STAGES) }),
  fc.record({ type: fc.constant('outcome'), index, kind: fc.constantFrom(...OUTCOME_KINDS) }),
  fc.record({ type: fc.constant('notice'), code: fc.constantFrom(...NOTICE_CODES) }),
  fc.record({ type: fc.constant('closed'), status: fc.constantFrom('clean', 'open') }),
);
