import type { INestApplicationContext } from '@nestjs/common';
import { DATABASE, type DatabaseHandle } from './database.module.js';
import { runStartupChecks } from './doctor/run-checks.js';
import type { Environment } from './environment.js';
import { PROVIDER_SETUP, type ProviderSetup } from './provider-setup.js';

/** @returns what somebody who has just started the app wants to know, a line each. */
export function startupSummary(app: INestApplicationContext, env: Environment): string[] {
  const { embedded } = app.get<DatabaseHandle>(DATABASE);
  const { options, emulator, emulatedProviders } = app.get<ProviderSetup>(PROVIDER_SETUP);
  const logins = options.providers.map(({ name, label }) =>
    emulatedProviders.includes(name) ? `${label} (stand-in at ${emulator?.origin ?? ''})` : label,
  );
  return [
    `Database: ${embedded === undefined ? 'DATABASE_URL' : 'embedded PostgreSQL in ./.data'}`,
    `Logins: ${logins.length === 0 ? 'none; set GOOGLE_CLIENT_ID or GITHUB_CLIENT_ID' : logins.join(', ')}`,
    ...runStartupChecks(env).flatMap(({ level, message }) =>
      level === 'pass' ? [] : [`Note: ${message}`],
    ),
    `Open ${env.PUBLIC_URL}`,
  ];
}
