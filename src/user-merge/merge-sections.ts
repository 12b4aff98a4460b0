import { Inject, Injectable } from '@nestjs/common';
import {
  RoutePaths,
  type AccountPageHint,
  type AccountPageOwner,
  type AccountPageSection,
  type Localization,
} from '../social-auth/index.js';
import { MergeHint } from './merge-hint.js';
import { MergeStore } from './merge.store.js';
import { MERGE_OPTIONS, type ResolvedMergeOptions } from './user-merge-options.js';

/** Adds two parts to the account page: the hint to combine accounts, and the merges that the user can undo. */
@Injectable()
export class MergeSections {
  constructor(
    private readonly merges: MergeStore,
    private readonly hint: MergeHint,
    private readonly paths: RoutePaths,
    @Inject(MERGE_OPTIONS) private readonly options: ResolvedMergeOptions,
  ) {}

  async list(userId: string, { locale }: Localization): Promise<AccountPageSection[]> {
    const merges = await this.merges.listPending(userId);
    if (merges.length === 0) return [];
    const messages = this.options.localizations.in(locale);
    const rows = merges.map(({ absorbedId: id, mergedAt, undoUntil }) => ({
      id: `merge-${id.replaceAll(/[^\w-]/g, '-')}`,
      title: messages.text('section.row', { date: messages.date(mergedAt) }),
      details: [messages.text('section.details', { date: messages.date(undoUntil) })],
      action: {
        label: messages.text('section.undo'),
        warning: messages.text('section.warning'),
        confirmLabel: messages.text('section.confirm'),
        url: this.paths.url('POST /auth/account/merges/:id/undo', { id }),
      },
    }));
    return [{ id: 'merges', title: messages.text('section.title'), rows }];
  }

  async findHint(
    owner: AccountPageOwner,
    { locale }: Localization,
  ): Promise<AccountPageHint | undefined> {
    if (!(await this.hint.appliesTo(owner))) return undefined;
    const messages = this.options.localizations.in(locale);
    return {
      text: messages.text('hint.text'),
      link: {
        label: messages.text('hint.link'),
        url: this.paths.url('GET /auth/account/merge'),
      },
      dismiss: {
        label: messages.text('hint.dismiss'),
        url: this.paths.url('POST /auth/account/merge/hint/dismiss'),
      },
    };
  }
}
