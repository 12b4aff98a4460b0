type Work = () => Promise<unknown>;

/** What has to be undone at the end, however that comes about. */
export class Cleanup {
  readonly #work: Work[] = [];

  /** Undone in the opposite order. */
  defer(work: Work): void {
    this.#work.push(work);
  }

  /** Undoes everything, also when some of it fails. */
  async run(): Promise<void> {
    for (let work = this.#work.pop(); work !== undefined; work = this.#work.pop()) {
      await work().catch((error: unknown) => process.stderr.write(`${String(error)}\n`));
    }
  }

  /** Undoes everything on Ctrl-C and SIGTERM as well, and ends the process. */
  listen(): void {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => void this.run().finally(() => process.exit(130)));
    }
  }
}
