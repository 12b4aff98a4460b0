import type { EmulatorResponse, HttpError } from '../server/http.js';
import { Layout } from './layout.js';
import { pageResponse } from './page-response.js';

/** Creates the page for an error that the emulator does not report to the application with a redirect. */
export function errorPage({ status, code, message }: HttpError): EmulatorResponse {
  return pageResponse(
    status,
    <Layout
      title={`Error ${status}: ${code}`}
      banner="Emulator for development. This is neither Google nor GitHub."
    >
      <h1>The request failed</h1>
      <p class="muted">
        Error {status}: <code>{code}</code>
      </p>
      <p>{message}</p>
    </Layout>,
  );
}
