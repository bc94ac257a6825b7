/** WebSocket close codes in use here, with the reasons that go with them (Coder API contract, WebSockets). */
export interface CloseFrame {
  readonly code: number;
  /** At most 123 bytes. */
  readonly reason: string;
}

/** The stream has come to its end, or the server stops. */
export const DONE: CloseFrame = { code: 1000, reason: 'done' };
/** No answer to a ping. */
export const UNANSWERED_PING: CloseFrame = { code: 1001, reason: 'no answer to a ping' };
/** Data on a stream that takes none, where the protocol of the stream calls that an error. */
export const ONE_WAY_STREAM: CloseFrame = { code: 1002, reason: 'this stream takes no messages' };
/** Data on a stream that takes none. */
export const UNEXPECTED_DATA: CloseFrame = { code: 1008, reason: 'unexpected data message' };
/** A client that does not take what it asked for. */
export const SLOW_READER: CloseFrame = { code: 1011, reason: 'the newest message could not be sent in time' };

/** Something went wrong in the server with what was to be told. */
export const CANNOT_TELL: CloseFrame = { code: 1011, reason: 'the newest message could not be made' };

/** No code that can be sent: what a client sees when the connection is cut. */
export const ABNORMAL = 1006;
