/**
 * What the queue carries: which row is due, and how often it had been taken when it was handed over. It is a hint and no more. A delivery
 * that comes late, twice or out of order names an `attempts` that the row no longer has, and nothing comes of it.
 */
export interface Delivery {
  readonly organisationId: string;
  readonly id: string;
  readonly job: string;
  readonly attempts: number;
}

/**
 * The queue's own id of a delivery. Handing the same one over again while it waits changes nothing; once the row was taken the next one
 * differs, so that what the queue still remembers of an earlier try can not swallow it.
 */
export const deliveryId = ({ id, attempts }: Delivery): string => `${id}.${attempts}`;
