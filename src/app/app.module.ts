import { Inject, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { APP_FILTER, HttpAdapterHost } from '@nestjs/core';
import { Pool } from 'pg';
import { SocialAuthAdminModule } from '../admin/index.js';
import { PrismaClient } from '../generated/prisma/client.js';
import { SocialAuthModule } from '../social-auth/index.js';
import { UserMergeModule } from '../user-merge/index.js';
import { AppErrorFilter } from './app-error.filter.js';
import { DATABASE, DatabaseModule, type DatabaseHandle } from './database.module.js';
import { shutdownOptions, type Environment } from './environment.js';
import { HealthController } from './health.controller.js';
import { MeController } from './me.controller.js';
import { MetricsController } from './metrics.controller.js';
import { PROVIDER_SETUP, type ProviderSetup } from './provider-setup.js';
import { GracefulShutdown } from './shutdown/graceful-shutdown.js';

/** The root module of the reference app. */
@Module({})
export class AppModule implements OnApplicationShutdown {
  constructor(@Inject(PROVIDER_SETUP) private readonly providerSetup: ProviderSetup) {}

  static register(env: Environment, providerSetup: ProviderSetup): DynamicModule {
    const database = DatabaseModule.register(env);
    return {
      module: AppModule,
      imports: [
        database,
        SocialAuthModule.forRootAsync({
          imports: [database],
          inject: [PrismaClient, Pool, DATABASE],
          useFactory: (prisma: PrismaClient, pool: Pool, { directUrl }: DatabaseHandle) => ({
            ...providerSetup.options,
            prisma,
            pool,
            // UserMergeModule requires that this field is named.
            userFields: { deleteAfter: 'deleteAfter' },
            // DIRECT_URL is set only if DATABASE_URL leads to a connection pooler, which may not support prepared statements.
            preparedStatements: env.DIRECT_URL === undefined,
            revocations: { connectionString: directUrl },
          }),
        }),
        UserMergeModule.forRoot({ models: {} }),
        SocialAuthAdminModule.forRoot(),
        ...(env.PROVIDER_TOKENS ? [loadProviderApi(providerSetup)] : []),
      ],
      controllers: [MeController, HealthController, ...(env.METRICS ? [MetricsController] : [])],
      providers: [
        { provide: PROVIDER_SETUP, useValue: providerSetup },
        AppErrorFilter,
        {
          provide: GracefulShutdown,
          inject: [HttpAdapterHost],
          useFactory: (adapterHost: HttpAdapterHost) =>
            new GracefulShutdown(adapterHost, shutdownOptions(env)),
        },
        { provide: APP_FILTER, useExisting: AppErrorFilter },
      ],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.providerSetup.emulator?.stop();
  }
}

async function loadProviderApi(providerSetup: ProviderSetup): Promise<DynamicModule> {
  const { ProviderApiModule } = await import('./provider-api.module.js');
  return ProviderApiModule.register(providerSetup);
}
