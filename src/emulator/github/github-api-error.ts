import { jsonResponse, type EmulatorResponse } from '../server/http.js';

const DOCS = 'https://docs.github.com/rest';
const MISSING_USER_AGENT =
  'Request forbidden by administrative rules. Please make sure your request has a User-Agent header ' +
  '(https://docs.github.com/en/rest/overview/resources-in-the-rest-api#user-agent-required).\n';

/**
 * Creates an error of GitHub's API (docs.github.com/rest/using-the-rest-api/troubleshooting-the-rest-api).
 *
 * @param page - the path and the anchor of the documentation
 */
export function apiError(status: number, message: string, page = ''): EmulatorResponse {
  return jsonResponse(status, {
    message,
    documentation_url: `${DOCS}${page}`,
    status: status.toString(),
  });
}

/** Creates the error for a request without a User-Agent header. */
export function missingUserAgentError(): EmulatorResponse {
  return { status: 403, headers: { 'content-type': 'text/html' }, body: MISSING_USER_AGENT };
}
