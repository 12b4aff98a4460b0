import { useSyncExternalStore } from 'preact/compat';
import { auth } from './auth.js';

export function useAuth() {
  return useSyncExternalStore(auth.subscribe, auth.getState);
}
