/** Where a request goes: the path on the wire, and the pieces of its template. */
export interface ApiPath {
  /** Absolute path without a query, every placeholder's value percent-encoded. */
  readonly path: string;
  /** `''`, or the query with its question mark. */
  readonly query: string;
  /** The fixed pieces around the placeholders: what tells one route from another. */
  readonly parts: readonly string[];
}

type QueryValue = string | number | boolean | undefined;

/**
 * A path from a template: `` apiPath`/api/v2/users/${name}` ``. Every value is percent-encoded, so no name can leave
 * its segment.
 *
 * @throws RangeError for an empty value, `.` and `..`: whoever normalizes the path would make another one of it.
 */
export function apiPath(parts: TemplateStringsArray, ...values: readonly (string | number)[]): ApiPath {
  let path = parts[0] ?? '';
  for (let index = 0; index < values.length; index++) {
    path += encodeSegment(values[index] ?? '') + (parts[index + 1] ?? '');
  }
  return { path, query: '', parts };
}

function encodeSegment(value: string | number): string {
  if (value === '' || value === '.' || value === '..') {
    throw new RangeError(`"${value}" cannot be a segment of an API path`);
  }
  return encodeURIComponent(value);
}

/** The same path with a query; parameters whose value is `undefined` are left out. */
export function withQuery(at: ApiPath, parameters: Readonly<Record<string, QueryValue>>): ApiPath {
  const pairs: string[] = [];
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined) pairs.push(`${encodeURIComponent(name)}=${encodeURIComponent(value)}`);
  }
  return pairs.length === 0 ? at : { path: at.path, query: `?${pairs.join('&')}`, parts: at.parts };
}

/** The route with `{}` for each placeholder, e.g. `/api/v2/workspaces/{}/builds`: of bounded variety. */
export function routeOf(at: ApiPath): string {
  return at.parts.join('{}');
}
