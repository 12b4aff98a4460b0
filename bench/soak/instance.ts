import { appVariables } from '../apps/settings.js';
import { REFERENCE_APP } from '../paths.js';
import { ServerProcess } from '../processes/server-process.js';
import type { FakeProvider } from '../provider/fake-provider.js';

/** An instance of the reference app that can be killed and started again on the same port. */
export class Instance {
  #server: ServerProcess;

  private constructor(
    server: ServerProcess,
    private readonly variables: Record<string, string>,
  ) {
    this.#server = server;
  }

  static async start(databaseUrl: string, provider: FakeProvider): Promise<Instance> {
    const variables = appVariables(databaseUrl, provider);
    return new Instance(await startServer(variables), variables);
  }

  get port(): number {
    return this.#server.port;
  }

  get memoryMiB(): number {
    return this.#server.memoryMiB() ?? 0;
  }

  /** Kills the process, and starts another one. */
  async kill(): Promise<void> {
    await this.#server.kill();
    this.#server = await startServer(this.variables, this.port);
  }

  /** Stops the process as a deployment does, and starts another one. */
  async redeploy(): Promise<void> {
    await this.#server.stop();
    this.#server = await startServer(this.variables, this.port);
  }

  stop(): Promise<void> {
    return this.#server.stop();
  }
}

/** Tries again while the database restarts. */
async function startServer(
  variables: Record<string, string>,
  port?: number,
): Promise<ServerProcess> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await ServerProcess.start({
        script: REFERENCE_APP,
        variables,
        readyPath: '/ready',
        ...(port !== undefined && { port }),
      });
    } catch (error) {
      if (attempt === 10) throw error;
    }
  }
}
