import { Logger, type LoggerService } from '@nestjs/common';

/** Collects the lines of the Nest logger instead of printing them. Start the app before the capture. */
export class CapturedLog {
  readonly lines: string[] = [];

  static start(): CapturedLog {
    const log = new CapturedLog();
    const keep = (message: unknown) => {
      log.lines.push(String(message));
    };
    const service: LoggerService = { log: keep, warn: keep, error: keep, debug: keep };
    Logger.overrideLogger(service);
    return log;
  }

  /** @returns the lines that contain a support code */
  linesWith(supportCode: string): string[] {
    return this.lines.filter((line) => line.includes(`(support code ${supportCode})`));
  }

  stop(): void {
    Logger.overrideLogger(false);
  }
}
