/** The public part of an error. The JSON body of a response contains it. */
export interface PublicError {
  readonly statusCode: number;
  readonly message: string;
  readonly code: string;
  /** The page on which the user grants the missing access. */
  readonly url?: string;
}

/** `extensions.code` of GraphQL errors by HTTP status, as `@nestjs/apollo` and Apollo Server name them. */
const GRAPHQL_CODES: Readonly<Record<number, string>> = {
  400: 'BAD_REQUEST',
  401: 'UNAUTHENTICATED',
  403: 'FORBIDDEN',
};

/** An error of which every GraphQL server sends `message` and `extensions` to the client. */
export class GraphQLRequestError extends Error {
  override readonly name = 'GraphQLRequestError';
  readonly extensions: { readonly code: string; readonly originalError: PublicError };

  constructor(originalError: PublicError) {
    super(originalError.message);
    const { statusCode, code } = originalError;
    this.extensions = { code: GRAPHQL_CODES[statusCode] ?? code.toUpperCase(), originalError };
  }
}

/** Creates the `WsException` that Nest sends to the client of a WebSocket as the event `exception`. */
export async function createWsException({ code, message, ...rest }: PublicError): Promise<Error> {
  // Loaded on demand, because the package is optional. An app with a gateway has installed it.
  const { WsException } = await import('@nestjs/websockets');
  return new WsException({ status: 'error', code, message, ...rest });
}
