type Work = () => Promise<unknown>;

/** What has to be undone at the end, however that comes about. */
export class Cleanup {
  readonly #work: Work[] = [];
  #running: Promise<void> | undefined;

  /** Undone in the opposite order. */
  defer(work: Work): void {
    this.#work.push(work);
  }

  /** Undoes everything, once, also when some of it fails. */
  run(): Promise<void> {
    this.#running ??= this.#undo();
    return this.#running;
  }

  /** Undoes everything on Ctrl-C and SIGTERM as well, and ends the process. */
  listen(): void {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => void this.run().finally(() => process.exit(130)));
    }
  }

  async #undo(): Promise<void> {
    for (let work = this.#work.pop(); work !== undefined; work = this.#work.pop()) {
      await work().catch((error: unknown) => process.stderr.write(`${String(error)}\n`));
    }
  }
}
