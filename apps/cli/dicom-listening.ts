import { setTimeout as delay } from 'node:timers/promises';
import { hasEndpoints } from '#libs/collection';
import { ok, type Result } from '#libs/kernel';
import { readReceiverSettings } from '../receiver/receiver-settings';
import { type Child } from './child-program';
import { isFree } from './free-port';

/** What a person at the terminal is told of the DICOM receiver. */
export type DicomNews = { readonly listens: string } | { readonly failed: string };

export interface DicomListening {
  readonly host: string;
  readonly port: number;
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
  return ok({ host, port, where, asked: Boolean(environment['DICOM_PORT']?.trim()) });
}

const LOOK_MS = 3_000;
/** After a start that failed. */
const AGAIN_MS = 30_000;

export interface OnDemand {
  readonly appUrl: string;
  readonly receiver: Child;
  readonly listening: DicomListening;
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
      const begun = (await this.isWanted()) && (await this.hasPort()) && !signal.aborted;
      if (begun && (await this.starts())) return;
      await delay(begun ? AGAIN_MS : LOOK_MS, undefined, { signal }).catch(() => undefined);
    }
  }

  /** A database that is away for a moment is asked again. */
  private async isWanted(): Promise<boolean> {
    const found = await hasEndpoints(this.parts.appUrl).catch(() => undefined);
    return found?.ok === true && found.value;
  }

  /** Another program may have it, and give it up. */
  private async hasPort(): Promise<boolean> {
    const { host, port } = this.parts.listening;
    const free = await isFree(port, host);
    if (!free) this.failed(`Port ${port} on ${host} is taken by another program, or is not this machine's; set DICOM_PORT and DICOM_HOST.`);
    return free;
  }

  private async starts(): Promise<boolean> {
    const { receiver, listening, onNews } = this.parts;
    try {
      await receiver.start();
      onNews({ listens: listening.where });
      return true;
    } catch (error) {
      this.failed((error as Error).message);
      return false;
    }
  }

  /** The same is told once. */
  private failed(reason: string): void {
    if (reason !== this.told) this.parts.onNews({ failed: reason });
    this.told = reason;
  }
}
