/** JSON Schema 2020-12, which OpenAPI 3.1 uses, as far as this module does. */
export interface JsonSchema {
  $ref?: string;
  type?: string | string[];
  format?: string;
  description?: string;
  enum?: string[];
  pattern?: string;
  default?: string | boolean;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  items?: JsonSchema;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  dependentRequired?: Record<string, string[]>;
  anyOf?: JsonSchema[];
}

/** What a body is made of, by its media type. */
export type Content = Record<
  string,
  { schema: JsonSchema; examples?: Record<string, { summary?: string; value: unknown }> }
>;

/** A header of an answer; unless `required` it is there only sometimes. */
export interface AnswerHeader {
  description: string;
  required?: boolean;
  schema: JsonSchema;
}

/** One answer of an operation. */
export interface Answer {
  description: string;
  headers?: Record<string, AnswerHeader>;
  content?: Content;
}

/** Answers by status. */
export type Answers = Record<string, Answer>;

/** Points to one of the `components`. */
export interface Reference {
  $ref: string;
}

/** A parameter in the path or the query. */
export interface Parameter {
  name: string;
  in: 'path' | 'query';
  description: string;
  required?: boolean;
  schema: JsonSchema;
}

/** One method of one path. */
export interface Operation {
  operationId: string;
  tags: string[];
  summary: string;
  description?: string;
  parameters?: Parameter[];
  requestBody?: { description?: string; required: boolean; content: Content };
  responses: Record<string, Answer | Reference>;
  /** Any one of them will do; none at all when the list is empty. */
  security: Record<string, string[]>[];
}

/** The operations of a path. */
export type PathItem = Partial<Record<'get' | 'post' | 'delete', Operation>>;

/** The operations by path, such as `/auth/{provider}`. */
export type Paths = Record<string, PathItem>;

/** A way to say who asks. */
export type SecurityScheme =
  | { type: 'http'; description: string; scheme: 'bearer'; bearerFormat: string }
  | { type: 'apiKey'; description: string; in: 'cookie'; name: string };

/** A part of an OpenAPI 3.1 document: spread its members into those of your own. */
export interface OpenApiFragment {
  tags: { name: string; description: string }[];
  paths: Paths;
  components: {
    schemas: Record<string, JsonSchema>;
    /** What the guard answers, for guarded routes of your own to refer to. */
    responses: Record<'AuthUnauthenticated' | 'AuthLoginPage', Answer>;
    securitySchemes: Record<string, SecurityScheme>;
  };
}
