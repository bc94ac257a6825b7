import type { Deployment } from '../deployment.js';
import type { TemplateRecord } from '../directory/templates.js';
import type { UserRecord } from '../directory/users.js';
import { isReferenceTo } from '../http/path-objects.js';
import { containing } from './matching.js';
import { parseTerms, requireKnown } from './terms.js';
import { searchedFlag, searchedIds } from './values.js';

type TemplateTest = (template: TemplateRecord) => boolean;

interface Searcher {
  readonly deployment: Deployment;
  readonly user: UserRecord;
}

const always: TemplateTest = () => true;
const never: TemplateTest = () => false;

/** A test for each key, from its value. */
const TESTS: Readonly<Record<string, (value: string, searcher: Searcher) => TemplateTest>> = {
  name: (value) => {
    const matches = containing(value);
    return (template) => matches(template.name);
  },
  display_name: (value) => {
    const matches = containing(value);
    return (template) => matches(template.displayName);
  },
  exact_name: (value) => (template) => template.name.toLowerCase() === value,
  exact_display_name: (value) => (template) => template.displayName.toLowerCase() === value,
  organization: (value, { deployment }) => (isReferenceTo(deployment.organization, value) ? always : never),
  ids: (value) => {
    const ids = searchedIds('ids', value);
    return (template) => ids.has(template.id);
  },
  author: (value, { deployment, user }) => {
    const name = value === 'me' ? user.username.toLowerCase() : value;
    return name === deployment.owner.username.toLowerCase() ? always : never;
  },
  author_id: (value, { deployment, user }) => {
    const ids = searchedIds('author_id', value === 'me' ? user.id : value);
    return ids.has(deployment.owner.id) ? always : never;
  },
  deprecated: (value) => {
    const wanted = searchedFlag('deprecated', value);
    return (template) => (template.deprecationMessage !== '') === wanted;
  },
  deleted: (value) => {
    const wanted = searchedFlag('deleted', value);
    return (template) => template.deleted === wanted;
  },
  'has-ai-task': (value) => (searchedFlag('has-ai-task', value) ? never : always),
  has_external_agent: (value) => (searchedFlag('has_external_agent', value) ? never : always),
};

/** What a search says that does not say otherwise. */
const DEFAULTS: readonly (readonly [string, string])[] = [
  ['deprecated', 'false'],
  ['deleted', 'false'],
];

/**
 * The test that a search text for templates stands for; a bare word is a display name. Deprecated and deleted templates
 * are found only when asked for.
 * @throws Refusal with 400 if it has an unknown key, a value that is none of the key's, or a malformed term.
 */
export function templateTest(text: string, searcher: Searcher): TemplateTest {
  const terms = parseTerms(text, (word) => [['display_name', word]]);
  requireKnown([...terms], TESTS);
  const tests = [...new Map([...DEFAULTS, ...terms])].map(
    ([key, value]) => TESTS[key]?.(value, searcher) ?? always,
  );
  return (template) => tests.every((test) => test(template));
}
