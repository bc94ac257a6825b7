import { z } from 'zod';
import { apiPath } from './api-path.js';
import { decoder, listDecoder } from './payload.js';
import type { CallOptions, Requester } from './requester.js';

export interface Organization {
  readonly id: string;
  readonly name: string;
  readonly isDefault: boolean;
}

const organizationPayload = z.object({
  id: z.string(),
  name: z.string(),
  is_default: z.boolean().nullish(),
});

function toOrganization(payload: z.output<typeof organizationPayload>): Organization {
  return { id: payload.id, name: payload.name, isDefault: payload.is_default ?? false };
}

export const decodeOrganization = decoder(organizationPayload, toOrganization);
export const decodeOrganizations = listDecoder(organizationPayload, toOrganization);

export type OrganizationsApi = ReturnType<typeof organizationsApi>;

export function organizationsApi(requester: Requester) {
  return {
    /** The organizations that the caller may read. */
    list: (options?: CallOptions): Promise<readonly Organization[]> =>
      requester.json({ method: 'GET', at: apiPath`/api/v2/organizations` }, decodeOrganizations, options),

    /** @param ref - An id, a name or `default`. */
    get: (ref: string, options?: CallOptions): Promise<Organization> =>
      requester.json(
        { method: 'GET', at: apiPath`/api/v2/organizations/${ref}` },
        decodeOrganization,
        options,
      ),
  };
}
