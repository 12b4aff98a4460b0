/**
 * A test for `it.each()` of Jest and Vitest.
 *
 * @example
 * ```ts
 * it.each(sessionRaces())('$title', ({ run }) => run(app));
 * ```
 */
export interface TestCase<Subject> {
  /** What the test proves. */
  readonly title: string;
  /**
   * Runs the test.
   *
   * @throws AssertionError when the statement in the title is not true for the subject
   */
  readonly run: (subject: Subject) => Promise<void>;
}
