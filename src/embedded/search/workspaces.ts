import { jobStatus } from '../../model/index.js';
import type { Deployment } from '../deployment.js';
import type { UserRecord } from '../directory/users.js';
import type { WorkspaceRecord } from '../directory/workspaces.js';
import { isReferenceTo } from '../http/path-objects.js';
import { workspaceStatusSchema } from '../schemas/workspaces.js';
import { workspaceStatus } from '../wire/build.js';
import { searchedUs } from './instants.js';
import { containing } from './matching.js';
import { badSearch, parseTerms } from './terms.js';

type WorkspaceTest = (workspace: WorkspaceRecord) => boolean;

interface Searcher {
  readonly deployment: Deployment;
  readonly user: UserRecord;
}

const always: WorkspaceTest = () => true;
const never: WorkspaceTest = () => false;
/** For what no workspace here is or has. */
const onlyIfFalse = (value: string) => (value === 'true' ? never : always);

/** A test for each key, from its value. */
const TESTS: Readonly<Record<string, (value: string, searcher: Searcher) => WorkspaceTest>> = {
  owner: (value, { user }) => {
    if (value === 'me') return (workspace) => workspace.owner === user;
    return (workspace) => workspace.owner.username.toLowerCase() === value;
  },
  template: (value) => (workspace) => workspace.template.name.toLowerCase() === value,
  name: (value) => {
    const matches = containing(value);
    return (workspace) => matches(workspace.state.name);
  },
  status: (value) => {
    const status = workspaceStatusSchema.safeParse(value);
    if (!status.success) throw badSearch([{ field: 'status', detail: 'There is no such status.' }]);
    return ({ state: { latest } }) => workspaceStatus(jobStatus(latest), latest.transition) === status.data;
  },
  organization: (value, { deployment }) => (isReferenceTo(deployment.organization, value) ? always : never),
  id: (value) => {
    const ids = new Set(value.split(',').map((id) => id.trim()));
    return (workspace) => ids.has(workspace.id);
  },
  last_used_before: (value) => {
    const us = searchedUs('last_used_before', value);
    return (workspace) => workspace.createdUs <= us;
  },
  last_used_after: (value) => {
    const us = searchedUs('last_used_after', value);
    return (workspace) => workspace.createdUs >= us;
  },
  dormant: (value) => (value === 'true' ? (workspace) => workspace.state.dormantUs !== null : always),
  param: (value) => {
    const [name = '', wanted] = value.split('=');
    return (workspace) =>
      workspace.parameters.some(
        (parameter) =>
          parameter.name.toLowerCase() === name &&
          (wanted === undefined || parameter.value.toLowerCase() === wanted),
      );
  },
  // Workspaces have no agents, so none has one in any state, and none is healthy or unhealthy by its agents.
  'has-agent': () => never,
  healthy: () => never,
  outdated: onlyIfFalse,
  'has-ai-task': onlyIfFalse,
  has_external_agent: onlyIfFalse,
  shared: onlyIfFalse,
  shared_with_user: () => never,
  shared_with_group: () => never,
};

/**
 * The test that a search text for workspaces stands for; a bare word is a name, `owner/name` both.
 * @throws Refusal with 400 if it has an unknown key, an unknown status or a malformed term.
 */
export function workspaceTest(text: string, searcher: Searcher): WorkspaceTest {
  const terms = parseTerms(text, bareTerms);
  const unknown = [...terms.keys()].filter((key) => !Object.hasOwn(TESTS, key));
  if (unknown.length > 0)
    throw badSearch(unknown.map((field) => ({ field, detail: 'There is no such key.' })));
  const tests = [...terms].map(([key, value]) => TESTS[key]?.(value, searcher) ?? always);
  return (workspace) => tests.every((test) => test(workspace));
}

function bareTerms(word: string): readonly (readonly [string, string])[] {
  const [first = '', second, ...more] = word.split('/');
  if (more.length > 0)
    throw badSearch([{ field: 'q', detail: 'A bare word may hold one slash: owner/name.' }]);
  if (second === undefined) return [['name', first]];
  return [
    ['owner', first],
    ['name', second],
  ];
}
