import { setTimeout as delay } from 'node:timers/promises';
import { hasEndpoints } from '#libs/collection';
import { ok, type Result } from '#libs/kernel';
import { readReceiverSettings } from '../receiver/receiver-settings';
import { type Child } from './child-program';

/** What a person at the terminal is told of the DICOM receiver. */
export type DicomNews = { readonly listens: string } | { readonly failed: string };

export interface DicomListening {
  /** Where it listens, or will. */
  readonly where: string;
  /** Its port is set: it starts with the other programs, and what hinders it hinders all. Otherwise it starts when there is use for it. */
  readonly asked: boolean;
}

/** Refuses what the receiver's settings refuse. */
export function dicomListening(environment: NodeJS.ProcessEnv): Result<DicomListening> {
  const settings = readReceiverSettings(environment);
  if (!settings.ok) return settings;
  const { host, port, tls } = settings.value;
  const where = `${host.includes(':') ? `[${host}]` : host}:${port}${tls ? ' (TLS)' : ''}`;
  return ok({ where, asked: Boolean(environment['DICOM_PORT']?.trim()) });
}

const LOOK_MS = 3_000;
/** Another program may have the port, and give it up. */
const AGAIN_MS = 30_000;

export interface OnDemand {
  readonly appUrl: string;
  readonly receiver: Child;
  readonly where: string;
  readonly onNews: (news: DicomNews) => void;
}

/** Starts the receiver once some hospital has an endpoint: an exchange without has no open port, and nobody has to restart it for his first device. */
export class ReceiverOnDemand {
  private readonly stopping = new AbortController();
  private loop: Promise<void> | undefined;
  private told = '';

  constructor(private readonly parts: OnDemand) {}

  begin(): void {
    this.loop ??= this.run();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.loop;
    await this.parts.receiver.stop();
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      const wanted = await this.isWanted();
      if (wanted && !signal.aborted && (await this.starts())) return;
      await delay(wanted ? AGAIN_MS : LOOK_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  /** A database that is away for a moment is asked again. */
  private async isWanted(): Promise<boolean> {
    const found = await hasEndpoints(this.parts.appUrl).catch(() => undefined);
    return found?.ok === true && found.value;
  }

  private async starts(): Promise<boolean> {
    const { receiver, where, onNews } = this.parts;
    try {
      await receiver.start();
      onNews({ listens: where });
      return true;
    } catch (error) {
      const failed = (error as Error).message;
      if (failed !== this.told) onNews({ failed });
      this.told = failed;
      return false;
    }
  }
}

export function tellDicomNews(news: DicomNews): void {
  if ('listens' in news) process.stdout.write(`The DICOM receiver listens on ${news.listens}.\n`);
  else process.stderr.write(`The DICOM receiver did not start, and is tried again: ${news.failed}\n`);
}
