import fc from 'fast-check';
import {
  anyBody,
  anyHeaders,
  anyParameter,
  anyQuery,
  anyText,
  encodeURIComponentSafely,
  type Names,
} from './hostile-values.js';
import type { Route } from './stage.js';

const QUERY_KEYS = [
  ...['q', 'limit', 'offset', 'after_id', 'since', 'include_deleted', 'expect_status', 'after', 'before'],
  ...['format', 'ids', 'status', 'tags', 'max_age', 'initiator', 'offline', 'include_all', 'agent_name'],
  ...['include_expired', 'coder_session_token', 'access_token', '__proto__'],
];

/** A request that may be all wrong. */
export interface FuzzedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array<ArrayBuffer>;
}

/** A request to one of the routes, or to none. */
export function anyRequest(names: Names, routes: readonly Route[]): fc.Arbitrary<FuzzedRequest> {
  const known = fc.constantFrom(...routes).chain(({ method, path, bodyKeys }) => {
    const parameters = [...path.matchAll(/\{([^}]+)\}/g)].map(([, name = '']) => anyParameter(names, name));
    return fc
      .record({ values: fc.tuple(...parameters), body: anyBody(names, bodyKeys) })
      .map(({ values, body }) => {
        let i = 0;
        const filled = path.replace(/\{[^}]+\}/g, () => encodeURIComponentSafely(values[i++] ?? ''));
        return { method, path: filled, body };
      });
  });
  const unknown = fc.record({
    method: fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PROPFIND', 'X'),
    path: fc
      .array(anyText(names).map(encodeURIComponentSafely), { maxLength: 5 })
      .map((parts) => `/api/v2/${parts.join('/')}`),
    body: anyBody(names, ['name']),
  });
  const target = fc.oneof({ weight: 6, arbitrary: known }, { weight: 1, arbitrary: unknown });
  return fc
    .record({ target, query: anyQuery(names, QUERY_KEYS), headers: anyHeaders() })
    .map(({ target: { method, path, body }, query, headers }) => ({
      method,
      path: path + query,
      headers,
      body,
    }));
}
