import { ConfigurableModuleBuilder, Module } from '@nestjs/common';
import {
  FeatureControllers,
  FeatureDatabase,
  Features,
  ProviderGrants,
  type SocialAuthFeature,
  UserDataHookRegistry,
  type TransactionClient,
} from '../social-auth/index.js';
import { ConsentController } from './consent.controller.js';
import { ConsentRequests } from './consent-requests.js';
import { ExchangeClients } from './exchange/exchange-clients.js';
import { TOKEN_EXCHANGE, TokenExchange } from './exchange/token-exchange.js';
import { validateExchangeOptions } from './exchange/validate-exchange-options.js';
import { PROVIDER_TOKEN_TABLE, providerTokenModel } from './provider-token-model.js';
import { MoveTokens } from './move-tokens.js';
import { ProviderTokenStore } from './provider-token.store.js';
import { ProviderTokens } from './provider-tokens.js';
import type { ProviderTokensOptions } from './provider-tokens-options.js';
import { RefreshTokens } from './refresh-tokens.js';
import { PendingRevocationStore } from './revocation/pending-revocation.store.js';
import { RevocationWorker } from './revocation/revocation-worker.js';
import { RevokeAccess } from './revocation/revoke-access.js';
import { SaveTokens } from './save-tokens.js';
import { AccessSection } from './withdrawal/access-section.js';
import { WithdrawAccess } from './withdrawal/withdraw-access.js';
import { WithdrawalController } from './withdrawal/withdrawal.controller.js';

const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } =
  new ConfigurableModuleBuilder<ProviderTokensOptions>()
    .setClassMethodName('forRoot')
    .setExtras({}, (definition) => {
      const controllers = new FeatureControllers(ConsentController, WithdrawalController);
      return {
        ...definition,
        global: true,
        controllers: controllers.types,
        providers: [
          ...(definition.providers ?? []),
          { provide: FeatureControllers, useValue: controllers },
        ],
      };
    })
    .build();

/**
 * Stores the tokens that providers with `tokens: true` issue. Provides `ProviderTokens`, which returns valid access
 * tokens for the APIs of these providers.
 *
 * Import it once, after `SocialAuthModule`. The module is global.
 *
 * @throws ConfigurationError at start when the Prisma schema or the database lacks the model of the tokens, or when an
 *   option is invalid
 * @publicApi
 * @example
 * ```ts
 * @Module({
 *   imports: [
 *     SocialAuthModule.forRoot({ providers: [google({ clientId, clientSecret, tokens: true })], … }),
 *     ProviderTokensModule.forRoot({}),
 *   ],
 * })
 * export class AppModule {}
 * ```
 */
@Module({
  providers: [
    {
      provide: PROVIDER_TOKEN_TABLE,
      inject: [FeatureDatabase, MODULE_OPTIONS_TOKEN],
      useFactory: (database: FeatureDatabase, { model }: ProviderTokensOptions) =>
        database.resolveTable(providerTokenModel(model)),
    },
    {
      provide: ExchangeClients,
      inject: [ProviderGrants, MODULE_OPTIONS_TOKEN],
      useFactory: ({ providers }: ProviderGrants, { tokenExchange }: ProviderTokensOptions) =>
        new ExchangeClients(validateExchangeOptions(tokenExchange, providers)),
    },
    TokenExchange,
    ProviderTokenStore,
    ProviderTokens,
    RefreshTokens,
    SaveTokens,
    ConsentRequests,
    PendingRevocationStore,
    RevokeAccess,
    RevocationWorker,
    WithdrawAccess,
    AccessSection,
    MoveTokens,
  ],
  exports: [ProviderTokens],
})
export class ProviderTokensModule extends ConfigurableModuleClass {
  constructor(
    features: Features,
    controllers: FeatureControllers,
    saveTokens: SaveTokens,
    accessSection: AccessSection,
    exchangeClients: ExchangeClients,
    tokenExchange: TokenExchange,
    moveTokens: MoveTokens,
    hooks: UserDataHookRegistry,
  ) {
    super();
    const feature: SocialAuthFeature = {
      onTokens: (login) => saveTokens.run(login),
      accountSections: (userId, localization) => accessSection.create(userId, localization),
      grants: exchangeClients.isEmpty
        ? {}
        : { [TOKEN_EXCHANGE]: (request) => tokenExchange.run(request) },
    };
    features.add(feature, controllers);
    hooks.add({ moveAccounts: (move, tx: TransactionClient) => moveTokens.run(move, tx) });
  }
}
