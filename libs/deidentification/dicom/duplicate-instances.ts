import { type ImagingFacts } from './imaging-facts';

const SAME_POSITION_MM = 0.01;

/**
 * Instances that are an earlier one again, whatever their order: of one place, phase and image type, with the same number in the same acquisition
 * or with the same pixels. Phases of one place differ in number and pixels, and where the file tells, in their phase.
 */
export function duplicateInstances(instances: readonly ImagingFacts[]): number {
  const groups = new DisjointGroups(instances.length);
  const first = new Map<string, number>();
  instances.forEach((facts, index) => {
    for (const key of keysOf(facts)) {
      const earlier = first.get(key);
      if (earlier === undefined) first.set(key, index);
      else groups.join(earlier, index);
    }
  });
  return instances.length - groups.count;
}

function keysOf({ imagePosition, imageType, phase, instanceNumber, acquisitionNumber, pixels }: ImagingFacts): string[] {
  const place = JSON.stringify([imagePosition?.map((value) => Math.round(value / SAME_POSITION_MM)), imageType, phase]);
  const numbered = instanceNumber !== null || imagePosition !== null;
  // Without a place, the number alone would take the two views of one exposure for one image.
  const byNumber = numbered ? [`${place}#${instanceNumber}/${acquisitionNumber}/${imagePosition ? '' : pixels?.fingerprint}`] : [];
  const isPicture = pixels !== null && (pixels.frames === 0 || pixels.empty < pixels.frames);
  return isPicture ? [...byNumber, `${place}=${pixels.fingerprint}`] : byNumber;
}

class DisjointGroups {
  count: number;
  private readonly parents: number[];

  constructor(size: number) {
    this.count = size;
    this.parents = Array.from({ length: size }, (_, index) => index);
  }

  join(one: number, other: number): void {
    const [first, second] = [this.root(one), this.root(other)];
    if (first === second) return;
    this.parents[second] = first;
    this.count -= 1;
  }

  private root(index: number): number {
    let root = index;
    while (this.parents[root] !== root) {
      this.parents[root] = this.parents[this.parents[root]!]!;
      root = this.parents[root]!;
    }
    return root;
  }
}
