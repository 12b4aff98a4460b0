import { Inject, Injectable } from '@nestjs/common';
import type { MergeLocalizations } from './messages/merge-localizations.js';
import type { ModelLabels } from './pages/merge-choices.js';
import { MERGE_OPTIONS, type ResolvedMergeOptions } from './user-merge-options.js';

/**
 * The texts of the merge pages. Pass them to `MergeChoices` on your own pages.
 *
 * @publicApi
 */
@Injectable()
export class MergePresentation {
  readonly localizations: MergeLocalizations;
  readonly labels: ModelLabels;

  constructor(@Inject(MERGE_OPTIONS) { localizations, labels }: ResolvedMergeOptions) {
    this.localizations = localizations;
    this.labels = labels;
  }
}
