import { canRun, type StormModelParameters } from '../../model/index.js';
import type { EmbeddedTemplate } from '../embedded-template.js';
import { resolveParameters } from '../parameter-values.js';

/** Why nobody could have made a workspace of a template without being asked anything; `null`: somebody could. */
export function obstacleOf(
  template: EmbeddedTemplate,
  index: number,
  parameters: StormModelParameters,
): string | null {
  const { deprecated = '', externalAuth = [] } = template;
  if (deprecated !== '') return 'is deprecated';
  if (externalAuth.some(({ authenticated = true, optional = false }) => !authenticated && !optional))
    return 'needs a login that nobody has';
  const resolution = resolveParameters({ parameters: template.parameters ?? [], given: [], last: null });
  if (resolution.kind === 'wrong') return 'has a parameter without a default';
  return isRun(index, parameters) ? null : 'has tags that no provisioner has';
}

function isRun(
  index: number,
  { provisioners, taggedProvisioners, templates }: StormModelParameters,
): boolean {
  const needed = templates[index]?.tags ?? {};
  const tagSets = [
    ...(provisioners > 0 ? [{}] : []),
    ...taggedProvisioners.filter(({ count }) => count > 0).map(({ tags }) => tags),
  ];
  return tagSets.some((tags) => canRun(tags, needed));
}
