/** What a call is answered with: a Thrift response, or one of the ways in which there is none. */
import thriftTypes from '@databricks/sql/thrift/TCLIService_types.js';
import type { Struct } from './envelope.ts';

export type Reply =
  | { readonly type: 'response'; readonly response: Struct }
  | { readonly type: 'unknown_method' }
  | { readonly type: 'cut' }
  | { readonly type: 'hang' }
  | { readonly type: 'garbage' }
  | { readonly type: 'stopped' };

/** The generated classes have `read` and `write`, which their type declarations leave out. */
export function respond(response: object): Reply {
  return { type: 'response', response: response as Struct };
}

export function success() {
  return new thriftTypes.TStatus({ statusCode: thriftTypes.TStatusCode.SUCCESS_STATUS });
}

export function failure(errorMessage: string, sqlState: string) {
  const statusCode = thriftTypes.TStatusCode.ERROR_STATUS;
  return new thriftTypes.TStatus({ statusCode, errorMessage, displayMessage: errorMessage, sqlState });
}

export function invalidHandle(what: 'SessionHandle' | 'OperationHandle', id: string) {
  const statusCode = thriftTypes.TStatusCode.INVALID_HANDLE_STATUS;
  const errorMessage = `Invalid ${what}: ${what} [${id}]`;
  return new thriftTypes.TStatus({
    statusCode,
    errorMessage,
    displayMessage: errorMessage,
    sqlState: 'HY000',
  });
}

/** The driver prints handles as UUIDs and refuses other bytes. */
export function handleOf(uuid: string) {
  const guid = Buffer.from(uuid.replaceAll('-', ''), 'hex');
  return new thriftTypes.THandleIdentifier({ guid, secret: guid });
}

export function uuidOf(handle: { readonly guid: Buffer } | undefined): string {
  const hex = handle?.guid.toString('hex') ?? '';
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
