/**
 * A schema that is valid in OpenAPI 3.0 and 3.1.
 *
 * These few types are declared here, because `@nestjs/swagger` is optional and its types may not be installed.
 */
export type ApiJsonSchema = Readonly<Record<string, unknown>>;

/** The content of a body by media type. */
export type ApiContent = Readonly<
  Record<string, { schema: ApiJsonSchema; examples?: Readonly<Record<string, { value: unknown }>> }>
>;

/** A response header. Unless it is `required`, only some responses contain it. */
export interface ApiHeader {
  readonly description: string;
  readonly required?: boolean;
  readonly schema: ApiJsonSchema;
}

/** Response headers by name. */
export type ApiHeaders = Readonly<Record<string, ApiHeader>>;

/**
 * One response of a route.
 *
 * @publicApi
 */
export interface ApiResponse {
  readonly description: string;
  readonly headers?: ApiHeaders;
  readonly content?: ApiContent;
}

/** A parameter of a route. */
export interface ApiParameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'cookie';
  readonly description: string;
  readonly required?: boolean;
  readonly schema: ApiJsonSchema;
}

/**
 * The documentation of a route: an OpenAPI operation without the path, which Nest computes.
 *
 * @publicApi
 */
export interface ApiRoute {
  /** Unique in the document. Code generators use it as the name of a function. */
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description?: string;
  readonly parameters?: readonly ApiParameter[];
  readonly requestBody?: {
    readonly description?: string;
    readonly required: boolean;
    readonly content: ApiContent;
  };
  /** Responses by status. */
  readonly responses: Readonly<Record<number, ApiResponse>>;
  /** Alternatives, by the name of the security scheme. `{}` stands for a request without credentials. */
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
}
