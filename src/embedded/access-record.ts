/** One request to an embedded deployment, and how it was answered. */
export interface AccessRecord {
  /** When it came, in milliseconds since the epoch on the deployment's clock. */
  readonly atMs: number;
  readonly method: string;
  /** The route as documented, e.g. `/api/v2/workspaces/{workspace}`; `null` when there is none. */
  readonly route: string | null;
  /** The path without the query, which may hold a token. */
  readonly path: string;
  /** Of the answer; 101 for a WebSocket; `null` when the answer was lost on purpose. */
  readonly status: number | null;
  /** Real time from its arrival to its answer. */
  readonly durationMs: number;
  /** The name of the signed-in user. */
  readonly user: string | null;
}
