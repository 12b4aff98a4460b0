import type { z } from 'zod';

/**
 * Describes an issue for which the schema has no message, as the predicate of a sentence, such as `must be of type string`.
 *
 * @returns undefined for codes that do not occur with the schemas of options
 */
export const describeIssue: z.core.$ZodErrorMap = (issue) => {
  switch (issue.code) {
    case 'invalid_type':
      return `must be of type ${issue.expected}`;
    case 'invalid_value':
      return `must be ${issue.values.map((value) => `'${String(value)}'`).join(' or ')}`;
    case 'unrecognized_keys':
      return `has an unknown property ${issue.keys.map((key) => `"${key}"`).join(', ')}`;
    case 'too_small':
      return 'must not be empty';
    default:
      return undefined;
  }
};
