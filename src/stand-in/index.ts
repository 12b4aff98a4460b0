export { StandIn } from './stand-in.js';
export type { StandInOptions } from './stand-in.js';
export type { GitHubConnection, GoogleConnection } from './connection.js';
export type { Client } from './client-book.js';
export type {
  AnswerFault,
  CallbackFault,
  Fault,
  FaultHandle,
  FaultScope,
  WireFault,
} from './fault.js';
export type {
  GitHubEmail,
  GitHubIdentity,
  GoogleIdentity,
  Persona,
  PersonaChanges,
  PersonaOptions,
} from './persona.js';
export type { Endpoint, Provider } from './provider.js';
export type { RecordedRequest } from './request-log.js';
