import { ConfigurableModuleBuilder, Module } from '@nestjs/common';
import { JwtModule } from '@nestjs/jwt';
import { Clock } from '../time/clock.js';
import { AccessTokenVerifier } from './access-token-verifier.js';
import { AccessTokenGuard } from './access-token.guard.js';
import { RemoteJwks } from './remote-jwks.js';
import {
  resolveVerifierOptions,
  VERIFIER_OPTIONS,
  type VerifierOptions,
} from './verifier-options.js';

const { ConfigurableModuleClass, MODULE_OPTIONS_TOKEN } =
  new ConfigurableModuleBuilder<VerifierOptions>()
    .setClassMethodName('forRoot')
    .setExtras({}, (definition) => ({ ...definition, global: true }))
    .build();

/**
 * Verifies access tokens in a service that does not issue them. Needs no database and no secret. The module is global,
 * so import it only once.
 *
 * @publicApi
 * @example
 * ```ts
 * @Module({ imports: [SocialAuthVerifierModule.forRoot({ issuer: 'https://app.example.com' })] })
 * export class InvoicesModule {}
 * ```
 */
@Module({
  imports: [JwtModule.register({})],
  providers: [
    {
      provide: VERIFIER_OPTIONS,
      inject: [MODULE_OPTIONS_TOKEN],
      useFactory: resolveVerifierOptions,
    },
    Clock,
    RemoteJwks,
    AccessTokenVerifier,
    AccessTokenGuard,
  ],
  exports: [AccessTokenVerifier, AccessTokenGuard],
})
export class SocialAuthVerifierModule extends ConfigurableModuleClass {}
