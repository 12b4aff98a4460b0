import { Logger, type INestApplicationContext } from '@nestjs/common';
import { DATABASE, type DatabaseHandle } from './database.module.js';
import type { Environment } from './environment.js';
import { PROVIDER_SETUP, type ProviderSetup } from './provider-setup.js';

/** Logs the database, the providers, configuration warnings and the address of the running app. */
export async function logStartup(app: INestApplicationContext, env: Environment): Promise<void> {
  const { embedded } = app.get<DatabaseHandle>(DATABASE);
  const { options, emulator, emulatedProviders } = app.get<ProviderSetup>(PROVIDER_SETUP);
  const providers = options.providers.map(({ name, label }) =>
    emulatedProviders.includes(name) ? `${label} (emulator at ${emulator?.origin ?? ''})` : label,
  );
  const logger = new Logger('Startup');
  logger.log(
    `Database: ${embedded === undefined ? 'DATABASE_URL' : 'embedded PostgreSQL in ./.data'}`,
  );
  logger.log(`Providers: ${providers.join(', ') || 'none'}`);
  // Loaded here, because the app is listening by now.
  const { runStartupChecks } = await import('./doctor/run-checks.js');
  for (const { status, message, fix = '' } of runStartupChecks(env)) {
    if (status !== 'pass') logger.warn(`${message} ${fix}`.trim());
  }
  logger.log(`Open ${env.PUBLIC_URL}`);
}
