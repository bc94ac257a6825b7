/** Routes that the description has and that answer as unknown paths do, and why. */
export const NOT_SERVED: ReadonlyMap<string, string> = new Map(
  [
    'get /api/v2/entitlements',
    'post /api/v2/organizations',
    'patch /api/v2/organizations/{organization}',
    'delete /api/v2/organizations/{organization}',
    'post /api/v2/organizations/{organization}/members/{user}',
    'delete /api/v2/organizations/{organization}/members/{user}',
  ].map((route) => [route, 'only the licensed edition has it']),
);
