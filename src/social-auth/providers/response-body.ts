/** Returns undefined when the text is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Text that can be a form: printable, without the characters of HTML and JSON. */
const FORM = /^[^\s<>"{}]+$/;

/**
 * Parses the response of a token endpoint: JSON (RFC 6749 §5.1), or a form as of early drafts of OAuth 2.0.
 *
 * The content type is not considered, because servers with form responses often declare another one.
 *
 * @returns undefined when the text is neither, or when a form repeats a parameter
 */
export function parseTokenResponse(text: string): unknown {
  const json = parseJson(text);
  if (json !== undefined || !FORM.test(text)) return json;
  const form = new URLSearchParams(text);
  const names = [...form.keys()];
  const isTokenResponse = names.includes('access_token') || names.includes('error');
  const hasRepeated = new Set(names).size < names.length;
  return isTokenResponse && !hasRepeated ? Object.fromEntries(form) : undefined;
}

/** Returns the OAuth error code of a response (RFC 6749 §5.2). Ignores other text, because it is logged. */
export function readOAuthErrorCode(response: unknown): string | undefined {
  const code = (response as { error?: unknown } | null | undefined)?.error;
  return typeof code === 'string' && /^[a-z_]{1,64}$/.test(code) ? code : undefined;
}
