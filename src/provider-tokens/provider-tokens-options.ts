/**
 * Options of `ProviderTokensModule.forRoot()`.
 *
 * @publicApi
 */
export interface ProviderTokensOptions {
  /** Name of the model in the app's Prisma schema. Default: `ProviderToken`. */
  readonly model?: string;
}
