import type { ProvisionerTags } from '../../model/index.js';

/** Tags as the API has them: with the scope and the owner that every daemon and job of a deployment shares. */
export function fullTags(tags: ProvisionerTags): TagsJson {
  return { ...tags, owner: '', scope: 'organization' };
}

/** Tags with scope and owner. */
export interface TagsJson extends ProvisionerTags {
  readonly owner: string;
  readonly scope: string;
}
