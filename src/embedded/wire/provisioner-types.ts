import type { Deployment } from '../deployment.js';
import type { TemplateStages } from '../embedded-template.js';

/** What its provisioners call themselves: they can do what its templates need. */
export function provisionerTypes({ templates }: Deployment): readonly TemplateStages[] {
  const types = new Set(templates.versions.map(({ stages }) => stages));
  return types.size === 0 ? ['terraform'] : [...types];
}
