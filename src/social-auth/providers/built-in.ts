/** The providers that come with this module, by name: one that is left out is told from an unknown one. */
export const BUILT_IN_LABELS: ReadonlyMap<string, string> = new Map([
  ['google', 'Google'],
  ['github', 'GitHub'],
]);
