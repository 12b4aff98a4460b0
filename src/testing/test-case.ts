/**
 * A test for `it.each()` of Jest and Vitest.
 *
 * @example
 * ```ts
 * it.each(sessionRaces())('$title', ({ run }) => run(app));
 * ```
 */
export interface TestCase<Subject> {
  /** What the test proves, as the rest of a sentence. */
  readonly title: string;
  /**
   * Runs the test.
   *
   * @throws AssertionError when the subject does not keep the promise of the title
   */
  readonly run: (subject: Subject) => Promise<void>;
}
