import { Injectable } from '@nestjs/common';
import {
  ProviderGrants,
  RoutePaths,
  type AccountPageRow,
  type AccountPageSection,
  type Localization,
} from '../../social-auth/index.js';
import { ProviderTokenStore } from '../provider-token.store.js';
import { describeScopes } from '../scopes.js';
import type { AccountTokens } from '../stored-tokens.js';

/** Creates the section of the account page that shows what the app may do at each provider. */
@Injectable()
export class AccessSection {
  constructor(
    private readonly store: ProviderTokenStore,
    private readonly grants: ProviderGrants,
    private readonly paths: RoutePaths,
  ) {}

  /** Returns the section, or an empty array if the user has granted no access. */
  async create(userId: string, localization: Localization): Promise<AccountPageSection[]> {
    const accounts = await this.store.list(userId);
    const usable = accounts.filter(({ stored }) => stored?.tokens && !stored.isRejected);
    if (usable.length === 0) return [];
    const rows = usable.map((account) => this.#row(account, usable, localization));
    return [{ id: 'access', title: localization.text('access.title'), rows }];
  }

  #row(
    { accountId, loginHint, provider: name, stored }: ListedAccount,
    all: readonly ListedAccount[],
    localization: Localization,
  ): AccountPageRow {
    const provider = this.grants.providers.find((each) => each.name === name);
    const label = provider?.label ?? name;
    const scopes = describeScopes(provider, stored?.scopes ?? [], localization);
    const isAmbiguous = all.some(
      (other) => other.provider === name && other.accountId !== accountId,
    );
    return {
      id: `access-${accountId}`,
      provider: name,
      title: isAmbiguous && loginHint !== null ? `${label}: ${loginHint}` : label,
      details:
        scopes.length > 0
          ? scopes
          : [localization.text('access.without_scopes', { provider: label })],
      action: {
        label: localization.text('access.withdraw'),
        warning: localization.text('access.withdraw_warning', { provider: label }),
        confirmLabel: localization.text('access.withdraw_provider', { provider: label }),
        url: this.paths.url('POST /auth/accounts/:id/withdraw', { id: accountId }),
      },
    };
  }
}

type ListedAccount = AccountTokens & { readonly provider: string };
