export { ProviderEmulator } from './provider-emulator.js';
export type { ProviderEmulatorOptions } from './provider-emulator-options.js';
export type { GitHubClientConfig, GoogleClientConfig } from './client-config.js';
export type { EmulatorClient } from './oauth/client-registry.js';
export type {
  CallbackFault,
  FaultHandle,
  FaultScope,
  InjectedFault,
  ResponseFault,
  TransportFault,
} from './faults/fault.js';
export type {
  GitHubAccount,
  GitHubEmail,
  GoogleAccount,
  Persona,
  PersonaChanges,
  PersonaOptions,
} from './personas/persona.js';
export type { Endpoint, ProviderName } from './provider.js';
export type { RecordedRequest } from './server/request-log.js';
