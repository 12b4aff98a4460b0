import type { FlowProvider } from '../../core/provider.js';
import type { IssuerQuirks, OidcOptions } from '../oidc/oidc-options.js';
import { oidcWithQuirks } from '../oidc/oidc.js';

/**
 * Options of the presets for OpenID Connect issuers: the options of `oidc()` without `issuer`. Name and label are optional.
 * If you use a preset twice, give each provider its own name.
 *
 * @publicApi
 */
export interface PresetOptions extends Omit<OidcOptions, 'name' | 'label' | 'issuer'> {
  readonly name?: string | undefined;
  readonly label?: string | undefined;
}

/** A provider as its documentation describes it. */
export interface Preset {
  readonly name: string;
  readonly label: string;
  /** The documentation that the preset follows. */
  readonly source: string;
  /** When the documentation was read. */
  readonly readOn: string;
  /** How the provider differs from the standard, for the reference. Empty if it does not differ. */
  readonly differences: readonly string[];
}

/** A preset for an OpenID Connect issuer. */
export interface OidcPreset extends Preset {
  readonly quirks?: IssuerQuirks;
  readonly defaults?: Partial<
    Pick<OidcOptions, 'scope' | 'userinfo' | 'toProfile' | 'prompts' | 'supportsMaxAge'>
  >;
}

/** Returns the provider of a preset. */
export function presetProvider(
  { name, label, quirks = {}, defaults }: OidcPreset,
  issuer: string,
  options: PresetOptions,
): FlowProvider {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  const base = { name, label, ...defaults, clientId: options.clientId };
  return oidcWithQuirks({ ...base, ...Object.fromEntries(given), issuer }, quirks);
}
