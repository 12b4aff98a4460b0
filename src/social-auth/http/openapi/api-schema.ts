import type { Type } from '@nestjs/common';
import { z } from 'zod';
import type { ApiJsonSchema, ApiParameter } from './api-types.js';

/** The metadata key of `@ApiSchema()` of `@nestjs/swagger`: the name of a schema, and its keywords. */
const API_SCHEMA = 'swagger/apiSchema';

const models = new Map<string, Type>();

/**
 * Registers a schema to appear under `components.schemas` of each document that refers to it.
 *
 * `@nestjs/swagger` collects schemas from classes. An empty class carries the schema in its metadata.
 *
 * @param name unique in the document; the names of this module start with `Auth`
 * @param schema dates become strings
 * @returns the reference to the schema
 * @publicApi
 * @example
 * ```ts
 * const ORDER = apiSchema('Order', z.object({ id: z.uuid(), createdAt: z.date() }));
 * ```
 */
export function apiSchema(name: string, schema: z.ZodType): ApiJsonSchema {
  const model = class {};
  Reflect.defineMetadata(
    API_SCHEMA,
    listOf(() => ({ name, ...toJsonSchema(schema) })),
    model,
  );
  const $ref = `#/components/schemas/${name}`;
  models.set($ref, model);
  return { $ref };
}

/**
 * Returns an array whose element is created at each read: not at start, and not shared by documents, because
 * `@nestjs/swagger` converts the schemas of a document with OpenAPI 3.1 in place. A later document with 3.0 would then be
 * invalid.
 */
function listOf<T>(create: () => T): T[] {
  return Object.defineProperty<T[]>([], 0, { enumerable: true, get: create });
}

/** Returns the models of all schemas that a value refers to, for `@ApiExtraModels()`. */
export function referencedModels(value: unknown): Type[] {
  const references = JSON.stringify(value).match(/#\/components\/schemas\/\w+/g) ?? [];
  return [...new Set(references)].flatMap((reference) => models.get(reference) ?? []);
}

/** Returns the parameters of a query that the schema validates. */
export function queryParameters(schema: z.ZodObject): ApiParameter[] {
  return Object.entries(schema.shape).map(([name, field]) => {
    const { description = '', ...keywords } = toJsonSchema(field as z.ZodType);
    return {
      name,
      in: 'query',
      description: String(description),
      required: !(field as z.ZodType).safeParse(undefined).success,
      schema: keywords,
    };
  });
}

/** Returns a JSON Schema with the keywords that OpenAPI 3.0 and 3.1 have in common. */
function toJsonSchema(schema: z.ZodType): ApiJsonSchema {
  return z.toJSONSchema(schema, {
    target: 'openapi-3.0',
    io: 'input',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      if (zodSchema instanceof z.ZodDate) {
        Object.assign(jsonSchema, { type: 'string', format: 'date-time' });
      }
      // Zod adds the pattern of each format, and the bounds of safe integers.
      if (jsonSchema.format !== undefined) delete jsonSchema.pattern;
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
    },
  });
}
