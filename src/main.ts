import type { INestApplication } from '@nestjs/common';
import { createApp } from './app/create-app.js';
import { readEnvironment, shutdownOptions, type Environment } from './app/environment.js';
import { logStartup } from './app/log-startup.js';
import { enforceExitDeadline } from './app/shutdown/exit-deadline.js';
import { runCli } from './cli/run-cli.js';

async function start(variables: NodeJS.ProcessEnv): Promise<void> {
  const env = readEnvironment(variables);
  const app = await createApp(env);
  app.enableShutdownHooks([], { useProcessExit: true });
  enforceExitDeadline(shutdownOptions(env));
  await listen(app, env);
  await logStartup(app, env);
}

async function listen(app: INestApplication, { PORT, HOST }: Environment): Promise<void> {
  try {
    await app.listen(PORT, HOST);
  } catch (error) {
    await app.close();
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new Error(
      `Port ${PORT} is already in use. Stop the process that uses it, or set PORT to another port.`,
      { cause: error },
    );
  }
}

runCli(start);
