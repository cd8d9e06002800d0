import { readFile } from 'node:fs/promises';

export interface ProcessMemory {
  readonly nowMb: number;
  /** The highest that it ever was. */
  readonly peakMb: number;
}

/** Resident memory of a process, from Linux's /proc. */
export async function memoryOf(pid: number): Promise<ProcessMemory> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const megabytes = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) / 1024;
  return { nowMb: Math.round(megabytes('VmRSS')), peakMb: Math.round(megabytes('VmHWM')) };
}
