/** The labels of the providers in this module, for errors about providers that are not configured. */
export const BUILT_IN_LABELS: ReadonlyMap<string, string> = new Map([
  ['google', 'Google'],
  ['github', 'GitHub'],
]);
