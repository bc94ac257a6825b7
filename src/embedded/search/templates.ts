import type { Deployment } from '../deployment.js';
import type { TemplateRecord } from '../directory/templates.js';
import type { UserRecord } from '../directory/users.js';
import { isReferenceTo } from '../http/path-objects.js';
import { containing } from './matching.js';
import { badSearch, parseTerms } from './terms.js';

type TemplateTest = (template: TemplateRecord) => boolean;

interface Searcher {
  readonly deployment: Deployment;
  readonly user: UserRecord;
}

const always: TemplateTest = () => true;
const never: TemplateTest = () => false;
/** For what no template here is or has. */
const onlyIfFalse = (value: string) => (value === 'true' ? never : always);

/** A test for each key, from its value. No template has a display name. */
const TESTS: Readonly<Record<string, (value: string, searcher: Searcher) => TemplateTest>> = {
  name: (value) => {
    const matches = containing(value);
    return (template) => matches(template.name);
  },
  display_name: (value) => (value === '' ? always : never),
  exact_name: (value) => (template) => template.name.toLowerCase() === value,
  exact_display_name: (value) => (value === '' ? always : never),
  organization: (value, { deployment }) => (isReferenceTo(deployment.organization, value) ? always : never),
  ids: (value) => {
    const ids = new Set(value.split(','));
    return (template) => ids.has(template.id);
  },
  author: (value, { deployment, user }) => {
    const name = value === 'me' ? user.username : value;
    return name.toLowerCase() === deployment.owner.username ? always : never;
  },
  author_id: (value, { deployment }) => (value === deployment.owner.id ? always : never),
  deprecated: onlyIfFalse,
  deleted: onlyIfFalse,
  'has-ai-task': onlyIfFalse,
  has_external_agent: onlyIfFalse,
};

/**
 * The test that a search text for templates stands for; a bare word is a display name.
 * @throws Refusal with 400 if it has an unknown key or a malformed term.
 */
export function templateTest(text: string, searcher: Searcher): TemplateTest {
  const terms = parseTerms(text, (word) => [['display_name', word]]);
  const unknown = [...terms.keys()].filter((key) => !Object.hasOwn(TESTS, key));
  if (unknown.length > 0)
    throw badSearch(unknown.map((field) => ({ field, detail: 'There is no such key.' })));
  const tests = [...terms].map(([key, value]) => TESTS[key]?.(value, searcher) ?? always);
  return (template) => tests.every((test) => test(template));
}
