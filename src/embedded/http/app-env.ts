import type { OpenAPIHono } from '@hono/zod-openapi';
import type { WebSocket } from 'ws';
import type { Deployment } from '../deployment.js';
import type { ApiKeyRecord } from '../directory/api-keys.js';
import type { UserRecord } from '../directory/users.js';
import type { Refusal } from './refusal.js';

/** The connection a request came on, as far as routes deal with it. */
export interface Connection {
  readonly remoteAddress: string;
  /** Cuts the connection, so that no answer arrives. */
  destroy(): void;
  /** As {@link destroy}, and has the client see a reset. */
  reset?(): void;
  /**
   * Calls when the connection is closed, by whomever; at once if it is.
   * @returns Takes the listener back.
   */
  onClose?(listener: () => void): () => void;
  /** Present if the request is a WebSocket handshake: accepts it at once, with these headers. */
  readonly accept?: (headers: Headers, opened: (socket: WebSocket) => void) => void;
}

/** Who asks: known before any route is chosen. */
export type Session =
  | { readonly kind: 'signed_in'; readonly user: UserRecord; readonly key: ApiKeyRecord }
  | { readonly kind: 'anonymous'; readonly refusal: Refusal };

/** What every route finds in its context. */
export interface AppEnv {
  Bindings: { readonly connection?: Connection };
  Variables: {
    deployment: Deployment;
    session: Session;
    /** Whether a WebSocket handshake was accepted, so that there is no HTTP answer. */
    upgraded: boolean;
    /** Whether the connection was cut on purpose, so that no answer arrives. */
    cut: boolean;
  };
}

/** The API: fetch a request, get an answer. */
export type App = OpenAPIHono<AppEnv>;
