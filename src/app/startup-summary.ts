import type { INestApplicationContext } from '@nestjs/common';
import { DATABASE, type DatabaseHandle } from './database.module.js';
import { runStartupChecks } from './doctor/run-checks.js';
import type { Environment } from './environment.js';
import { PROVIDER_SETUP, type ProviderSetup } from './provider-setup.js';

/** Returns the log lines that describe the running app: database, providers, warnings and address. */
export function startupSummary(app: INestApplicationContext, env: Environment): string[] {
  const { embedded } = app.get<DatabaseHandle>(DATABASE);
  const { options, emulator, emulatedProviders } = app.get<ProviderSetup>(PROVIDER_SETUP);
  const providers = options.providers.map(({ name, label }) =>
    emulatedProviders.includes(name) ? `${label} (emulator at ${emulator?.origin ?? ''})` : label,
  );
  return [
    `Database: ${embedded === undefined ? 'DATABASE_URL' : 'embedded PostgreSQL in ./.data'}`,
    `Providers: ${providers.join(', ') || 'none'}`,
    ...runStartupChecks(env).flatMap(({ status, message, fix }) =>
      status === 'pass' ? [] : [['Warning:', message, fix].filter(Boolean).join(' ')],
    ),
    `Open ${env.PUBLIC_URL}`,
  ];
}
