/** A connection that was not let in, or not yet. */
export interface Waiting {
  readonly address: string;
  /** It holds a place without being served: nothing was asked for yet, or it was told why not and has not gone. */
  isIdle(): boolean;
  /** Ends it at once. */
  turnOut(): void;
}

export interface WaitingLimits {
  readonly places: number;
  /** Of one address. */
  readonly perAddress: number;
}

/**
 * Places for connections before their association. Who asks at once is let through whoever fills the rest: where the places of an address, or all of
 * them, are taken, the connection that has idled longest gives way; where each is being decided upon, the new one is turned away.
 */
export class WaitingRoom {
  /** In the order in which they came. */
  private readonly waiting = new Set<Waiting>();

  constructor(private readonly limits: WaitingLimits) {}

  get size(): number {
    return this.waiting.size;
  }

  /** False where there is no place: the connection is not held. */
  enter(connection: Waiting): boolean {
    const ofAddress = [...this.waiting].filter(({ address }) => address === connection.address);
    if (ofAddress.length >= this.limits.perAddress && !this.makeRoom(ofAddress)) return false;
    if (this.waiting.size >= this.limits.places && !this.makeRoom(this.crowd())) return false;
    this.waiting.add(connection);
    return true;
  }

  leave(connection: Waiting): void {
    this.waiting.delete(connection);
  }

  private makeRoom(among: readonly Waiting[]): boolean {
    const idle = among.find((each) => each.isIdle());
    if (!idle) return false;
    this.waiting.delete(idle);
    idle.turnOut();
    return true;
  }

  /** Those of the address that holds most places come first. */
  private crowd(): readonly Waiting[] {
    const counts = new Map<string, number>();
    for (const { address } of this.waiting) counts.set(address, (counts.get(address) ?? 0) + 1);
    return [...this.waiting].sort((a, b) => counts.get(b.address)! - counts.get(a.address)!);
  }
}
