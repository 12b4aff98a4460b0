export { ProviderEmulator } from './provider-emulator.js';
export type { ProviderEmulatorOptions } from './provider-emulator-options.js';
export type { GitHubClientConfig, GoogleClientConfig } from './client-config.js';
export type { EmulatorClient } from './oauth/client-registry.js';
export type {
  CallbackFault,
  FaultHandle,
  FaultScope,
  IdTokenFault,
  InjectedFault,
  ResponseFault,
  TransportFault,
} from './faults/fault.js';
export type { IdTokenOptions } from './google/google-id-token.js';
export type { IdTokenForgery, IdTokenSignature } from './openid/id-token.js';
export type {
  GitHubAccount,
  GitHubEmail,
  GitHubMembership,
  GitHubRepository,
  GoogleAccount,
  Persona,
  PersonaChanges,
  PersonaOptions,
} from './personas/persona.js';
export type { Endpoint, ProviderName } from './provider.js';
export type { RecordedRequest } from './server/request-log.js';
