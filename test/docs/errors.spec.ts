import { describe, expect, it } from 'vitest';
import { toErrorResponse } from '../../src/social-auth/http/errors/error-response.js';
import { SocialAuthError, type ErrorCode } from '../../src/social-auth/index.js';
import { errorMessage } from '../../src/social-auth/core/messages/error-message.js';
import { readDocument, section, tableRows, unquote } from './documents.js';
import { parseSource } from './source-file.js';

const page = readDocument('docs/reference/errors.md');

/** Returns the members of the union type `ErrorCode`. */
function errorCodes(): string[] {
  const [, union = ''] =
    /type ErrorCode =([^;]+);/.exec(parseSource('src/social-auth/core/errors.ts').text) ?? [];
  return [...union.matchAll(/'(\w+)'/g)].map(([, code = '']) => code);
}

describe('the reference of the errors', () => {
  const rows = tableRows(section(page, '## Errors of the module')).map(
    ([code = '', status = '']) => [unquote(code), status] as const,
  );

  it('contains every error code of the module and no other', () => {
    expect(rows.map(([code]) => code).toSorted()).toEqual(errorCodes().toSorted());
  });

  it('shows an example with the message that the module returns', () => {
    const [, example = ''] = /```json\n([\s\S]*?)```/.exec(page) ?? [];
    const { code, message } = JSON.parse(example) as { code: 'unauthenticated'; message: string };
    expect(message).toBe(errorMessage({ code }).message);
  });

  it.each(rows)('states the status of %s', (code, status) => {
    const response = toErrorResponse(new SocialAuthError(code as ErrorCode, { reason: '' }));
    expect(status.split(',')[0]).toBe(String(response.status));
  });
});
