import { type RoleConnection } from '#libs/database';
import { ok, type Result } from '#libs/kernel';

/** A process that listens for devices. */
export interface DicomReceiver {
  /** What it is bound to: `127.0.0.1` is reached from its own machine alone. */
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
}

export interface ListeningReceiver extends DicomReceiver {
  readonly since: Date;
}

/** Between two signs of life. */
export const RECEIVER_BEAT_MS = 10_000;
/** One that is not heard of for three beats listens no more; its row goes a day later. */
export const LISTENING = `select host, port, tls, started_at as since from dicom_receiver
  where seen_at > clock_timestamp() - interval '30 seconds' order by started_at, id limit 100`;

/** What a receiver says of itself while it listens: by this alone a hospital sees that its endpoint is answered. */
export class ReceiverSigns {
  constructor(private readonly app: RoleConnection) {}

  async beat(id: string, { host, port, tls }: DicomReceiver): Promise<Result<void>> {
    const written = await this.app.rows(
      `with gone as (delete from dicom_receiver where seen_at < clock_timestamp() - interval '1 day')
       insert into dicom_receiver (id, host, port, tls) values ($1, $2, $3, $4)
       on conflict (id) do update set seen_at = clock_timestamp()`,
      [id, host, port, tls],
    );
    return written.ok ? ok(undefined) : written;
  }

  async end(id: string): Promise<Result<void>> {
    const gone = await this.app.rows('delete from dicom_receiver where id = $1', [id]);
    return gone.ok ? ok(undefined) : gone;
  }
}
