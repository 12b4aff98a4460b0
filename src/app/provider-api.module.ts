import { Module, type DynamicModule } from '@nestjs/common';
import { ProviderTokensModule } from '../provider-tokens/index.js';
import { ProviderApiController } from './provider-api.controller.js';
import { ProviderApi } from './provider-api.js';
import { PROVIDER_SETUP, type ProviderSetup } from './provider-setup.js';

/** Stores the tokens of providers, with examples of calls to their APIs. Loaded only with PROVIDER_TOKENS. */
@Module({})
export class ProviderApiModule {
  static register(providerSetup: ProviderSetup): DynamicModule {
    return {
      module: ProviderApiModule,
      imports: [ProviderTokensModule.forRoot({})],
      controllers: [ProviderApiController],
      providers: [{ provide: PROVIDER_SETUP, useValue: providerSetup }, ProviderApi],
    };
  }
}
