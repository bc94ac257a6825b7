import { type AgentState, agentState, jobStatus } from '../../model/index.js';
import type { Deployment } from '../deployment.js';
import type { UserRecord } from '../directory/users.js';
import type { WorkspaceRecord } from '../directory/workspaces.js';
import { isReferenceTo } from '../http/path-objects.js';
import { workspaceStatusSchema } from '../schemas/workspaces.js';
import { workspaceStatus } from '../wire/build.js';
import { searchedUs } from './instants.js';
import { containing } from './matching.js';
import { badSearch, listTerms, requireKnown, type SearchTerm } from './terms.js';
import { searchedFlag, searchedIds, searchedWords } from './values.js';

type WorkspaceTest = (workspace: WorkspaceRecord) => boolean;

/** Who searches, in what, and when. */
interface Searcher {
  readonly deployment: Deployment;
  readonly user: UserRecord;
  readonly nowUs: number;
}

/** What a search asks for. */
export interface WorkspaceSearch {
  /** Whether a workspace is asked for. */
  readonly test: WorkspaceTest;
  /** Only these ids are asked for; `null` where any may be. */
  readonly ids: ReadonlySet<string> | null;
  /** Only workspaces of users with this name, in lower case; `null` where anybody's may be. */
  readonly owner: string | null;
}

const always: WorkspaceTest = () => true;
const never: WorkspaceTest = () => false;
/** For what no workspace here is or has. */
const onlyIfFalse = (key: string) => (value: string) => (searchedFlag(key, value) ? never : always);

const AGENT_STATUSES = ['connecting', 'connected', 'disconnected', 'timeout'] as const;

/** May come more than once: a workspace must meet all. */
const REPEATABLE: ReadonlySet<string> = new Set(['param']);

/** A test for each key, from its value. */
const TESTS: Readonly<Record<string, (value: string, searcher: Searcher) => WorkspaceTest>> = {
  owner: (value, searcher) => {
    const name = ownerNamed(value, searcher);
    return (workspace) => workspace.owner.username.toLowerCase() === name;
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
    const ids = searchedIds('id', value);
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
  dormant: (value) =>
    searchedFlag('dormant', value) ? (workspace) => workspace.state.dormantUs !== null : always,
  param: (value, { deployment: { builds } }) => {
    const [name = '', ...rest] = value.split('=');
    const wanted = rest.length === 0 ? null : rest.join('=');
    return (workspace) =>
      builds
        .parametersOf(workspace, workspace.state.latest)
        .some(
          (parameter) =>
            parameter.name.toLowerCase() === name &&
            (wanted === null || parameter.value.toLowerCase() === wanted),
        );
  },
  'has-agent': (value, { nowUs }) => withAgent(searchedWords('has-agent', value, AGENT_STATUSES), nowUs),
  healthy: (value, { nowUs }) =>
    withAgent(new Set(searchedFlag('healthy', value) ? ['connected'] : ['disconnected', 'timeout']), nowUs),
  // A template has one version, which no workspace is behind.
  outdated: onlyIfFalse('outdated'),
  'has-ai-task': onlyIfFalse('has-ai-task'),
  has_external_agent: onlyIfFalse('has_external_agent'),
  shared: onlyIfFalse('shared'),
  shared_with_user: () => never,
  shared_with_group: () => never,
};

/**
 * What a search text for workspaces stands for; a bare word is a name, `owner/name` both.
 * @throws Refusal with 400 if it has an unknown key, an unknown status or a malformed term.
 */
export function workspaceSearch(text: string, searcher: Searcher): WorkspaceSearch {
  const terms = listTerms(text, bareTerms, REPEATABLE);
  requireKnown(terms, TESTS);
  const tests = terms.map(([key, value]) => TESTS[key]?.(value, searcher) ?? always);
  const owner = valueFor(terms, 'owner');
  const ids = valueFor(terms, 'id');
  return {
    test: (workspace) => tests.every((test) => test(workspace)),
    ids: ids === null ? null : searchedIds('id', ids),
    owner: owner === null ? null : ownerNamed(owner, searcher),
  };
}

function valueFor(terms: readonly SearchTerm[], wanted: string): string | null {
  return terms.find(([key]) => key === wanted)?.[1] ?? null;
}

function ownerNamed(value: string, { user }: Searcher): string {
  return value === 'me' ? user.username.toLowerCase() : value;
}

function withAgent(statuses: ReadonlySet<AgentState['status']>, nowUs: number): WorkspaceTest {
  return ({ state: { latest } }) =>
    latest.agents.some((agent) => statuses.has(agentState(agent, nowUs).status));
}

function bareTerms(word: string): readonly SearchTerm[] {
  const [first = '', second, ...more] = word.split('/');
  if (more.length > 0)
    throw badSearch([{ field: 'q', detail: 'A bare word may hold one slash: owner/name.' }]);
  if (second === undefined) return [['name', first]];
  return [
    ['owner', first],
    ['name', second],
  ];
}
