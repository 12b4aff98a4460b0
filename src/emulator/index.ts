export { ProviderEmulator } from './provider-emulator.js';
export type { ProviderEmulatorOptions } from './provider-emulator.js';
export type { GitHubClientConfig, GoogleClientConfig } from './client-config.js';
export type { EmulatorClient } from './client-registry.js';
export type {
  ResponseFault,
  CallbackFault,
  InjectedFault,
  FaultHandle,
  FaultScope,
  TransportFault,
} from './faults.js';
export type {
  GitHubEmail,
  GitHubIdentity,
  GoogleIdentity,
  Persona,
  PersonaChanges,
  PersonaOptions,
} from './persona.js';
export type { Endpoint, ProviderName } from './provider.js';
export type { RecordedRequest } from './request-log.js';
