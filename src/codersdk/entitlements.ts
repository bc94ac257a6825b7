import { z } from 'zod';
import { decoder } from './payload.js';

/** What the licence of a deployment allows. */
export interface Entitlements {
  readonly hasLicense: boolean;
  /** Users that the licence allows, and those that count; `null` where it sets no limit. */
  readonly userLimit: { readonly limit: number; readonly actual: number } | null;
}

/** Name of the feature that counts users (Coder API contract, entitlements). */
const USER_LIMIT = 'user_limit';

export const decodeEntitlements = decoder(
  z.object({
    has_license: z.boolean().nullish(),
    features: z
      .record(
        z.string(),
        z.object({
          entitlement: z.string().nullish(),
          enabled: z.boolean().nullish(),
          limit: z.number().nullish(),
          actual: z.number().nullish(),
        }),
      )
      .nullish(),
  }),
  (payload): Entitlements => {
    const users = payload.features?.[USER_LIMIT];
    return {
      hasLicense: payload.has_license ?? false,
      userLimit:
        users?.enabled !== true || users.limit == null
          ? null
          : { limit: users.limit, actual: users.actual ?? 0 },
    };
  },
);
