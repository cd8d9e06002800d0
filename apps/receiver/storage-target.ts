import { type Readable } from 'node:stream';
import { type Result } from '#libs/kernel';
import { type Rejection } from './upper-layer/associate';

export interface Caller {
  readonly calledAe: string;
  readonly callingAe: string;
  readonly address: string;
  /** It proposes more than to verify the connection (C-ECHO). */
  readonly stores: boolean;
}

/** What the command of a C-STORE says that its data set is. */
export interface AnnouncedObject {
  readonly sopClass: string;
  readonly sopInstance: string;
}

/** Where the objects of an association go. */
export interface StorageTarget {
  readonly endpointId: string;
  /** Answers when the object is stored, synced, hashed and entered, or is refused. */
  store(announced: AnnouncedObject, file: Readable): Promise<Result<unknown>>;
  /** The association has ended. */
  release(): void;
}

/** Decides whether a caller may associate. */
export type FindTarget = (caller: Caller) => Promise<StorageTarget | Rejection>;
