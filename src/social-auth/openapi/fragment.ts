import type { Provider } from '../core/provider.js';
import { ACCOUNT_PATHS } from './account-paths.js';
import { TO_LOGIN_PAGE, UNAUTHENTICATED } from './responses.js';
import { loginPaths } from './login-paths.js';
import { PAGE_PATHS } from './page-paths.js';
import { SCHEMAS } from './schemas.js';
import { securitySchemes } from './security.js';
import { SESSION_PATHS } from './session-paths.js';
import { TOKEN_PATHS } from './token-paths.js';
import type { OpenApiFragment } from './types.js';

const TAGS: OpenApiFragment['tags'] = [
  { name: 'Login', description: 'To a provider and back.' },
  { name: 'Tokens', description: 'Access and refresh tokens.' },
  {
    name: 'Sessions',
    description: 'One for each login on each device; people see and end theirs.',
  },
  { name: 'Accounts', description: 'The logins that lead to one person.' },
  { name: 'Keys', description: 'What other services verify access tokens with.' },
  { name: 'Pages', description: 'What people see.' },
];

/** What of the module's options the document depends on. */
export interface OpenApiOptions {
  /** As in the module's options: says how the cookies are called. */
  publicUrl: string;
  /** As in the module's options. */
  providers: readonly Pick<Provider, 'name'>[];
}

/**
 * The module's part of an OpenAPI 3.1 document: every route with its answers, schemas and security
 * schemes; merge it into the document of your app, whose paths it does not touch.
 */
export function openApiOfSocialAuth({ publicUrl, providers }: OpenApiOptions): OpenApiFragment {
  return structuredClone({
    tags: TAGS,
    paths: {
      ...PAGE_PATHS,
      ...loginPaths(providers),
      ...TOKEN_PATHS,
      ...SESSION_PATHS,
      ...ACCOUNT_PATHS,
    },
    components: {
      schemas: SCHEMAS,
      responses: { AuthUnauthenticated: UNAUTHENTICATED, AuthLoginPage: TO_LOGIN_PAGE },
      securitySchemes: securitySchemes(publicUrl.startsWith('https:')),
    },
  });
}
