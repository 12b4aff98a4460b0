import type { INestApplicationContext } from '@nestjs/common';
import { DATABASE, type DatabaseHandle } from './database.module.js';
import { quickFindings } from './doctor/diagnose.js';
import type { Environment } from './environment.js';
import { LOGIN_CONFIGURATION, type LoginConfiguration } from './login-configuration.js';

/** @returns what somebody who has just started the app wants to know, a line each. */
export function startupSummary(app: INestApplicationContext, env: Environment): string[] {
  const { embedded } = app.get<DatabaseHandle>(DATABASE);
  const { options, standIn, standInFor } = app.get<LoginConfiguration>(LOGIN_CONFIGURATION);
  const logins = options.providers.map(({ name, label }) =>
    standInFor.includes(name) ? `${label} (stand-in at ${standIn?.origin ?? ''})` : label,
  );
  return [
    `Database: ${embedded === undefined ? 'DATABASE_URL' : 'embedded PostgreSQL in ./.data'}`,
    `Logins: ${logins.length === 0 ? 'none; set GOOGLE_CLIENT_ID or GITHUB_CLIENT_ID' : logins.join(', ')}`,
    ...quickFindings(env).flatMap(({ level, says }) => (level === 'ok' ? [] : [`Note: ${says}`])),
    `Open ${env.PUBLIC_URL}`,
  ];
}
