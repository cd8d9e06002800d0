import { type DicomFile } from '../file-parser';
import { type ImagingFacts } from '../imaging-facts';
import { type Reason } from '../reason';
import { AttributeValues } from './attribute-values';
import { blankFrame } from './blank-patch';
import { blankRegions } from './clean-pixels';
import { exposureOf, type Exposure } from './exposure.rules';
import { blackOf } from './fill-value';
import { frameDecoder, type FrameDecoder } from './frame-decoder';
import { type DecodedFrame } from './pixel-layout';
import { describeRegions, NO_ANNOTATION, untouched, type PixelOutcome } from './pixel-outcome';
import { type Region } from './region';
import { alongside, beside, coverage, meets, merged, withMargins } from './region-merging';
import { findShapes, followTraces, grayOf, readWords } from './text-search';
import { type TextRecognizer } from './text-recognizer';
import { echoRegions, outsideOf } from './ultrasound-regions';
import { findTextRegions, findWriting } from './text-regions';

/** Writing lies in each frame of a run or in none: a spread of them is enough to tell. */
const MOST_FRAMES_SEARCHED = 4;
const MOST_FRAMES_SCREENED = 8;
/** What is seen only after the rest was blanked: so many times mean that something else is taken for writing. */
const MOST_ROUNDS = 5;
const MOST_FRAMES_READ = 2;
/** A page: what is left of it when the writing is gone is of little use, and a person should see what it was. */
const LARGEST_SHARE = 0.25;

/**
 * Finds writing in pixels, blanks it, and looks again: what is left, or can't be blanked, or can't be told from tissue, is quarantined with
 * the regions for a person. Ordinary images come here when they are compressed or the screen over raw samples met something.
 */
export async function examinePixels(file: DicomFile, facts: ImagingFacts, recognizer?: TextRecognizer): Promise<PixelOutcome> {
  const exposure = exposureOf(facts);
  const decoder = frameDecoder(file, facts);
  if (!decoder) return untouched(file, [undecodable(file, facts, exposure)]);
  return new Examination(file, facts, decoder, exposure, recognizer).outcome();
}

function undecodable(file: DicomFile, facts: ImagingFacts, exposure: Exposure): Reason {
  if (facts.burnedInAnnotation === 'YES') return { code: 'burned-in-declared', tag: '00280301' };
  if (exposure.kind === 'likely' && facts.burnedInAnnotation !== 'NO') {
    return { code: 'burned-in-possible', detail: `${exposure.rule}, can't be decoded: ${file.transferSyntax}` };
  }
  return { code: 'pixels-not-screened', detail: file.transferSyntax };
}

interface Found {
  /** To blank, margins included. */
  readonly regions: readonly Region[];
  /** What speaks against blanking and releasing, if anything does. */
  readonly against: Reason | null;
}

class Examination {
  private readonly attributes: AttributeValues;
  /** Writing is likely, or the file says that there is some: all that looks like it goes. */
  private readonly suspect: boolean;

  constructor(
    private readonly file: DicomFile,
    private readonly facts: ImagingFacts,
    private readonly decoder: FrameDecoder,
    private readonly exposure: Exposure,
    private readonly recognizer: TextRecognizer | undefined,
  ) {
    this.attributes = new AttributeValues(file.source, file.dataSet);
    this.suspect = exposure.kind === 'likely' || facts.burnedInAnnotation === 'YES';
  }

  async outcome(): Promise<PixelOutcome> {
    try {
      const found = this.suspect ? await this.searchSuspect() : await this.searchOrdinary();
      if (found.against) return untouched(this.file, [found.against]);
      if (found.regions.length === 0) return untouched(this.file, this.nothingFound());
      return await this.blank(found.regions);
    } catch (error) {
      if (error instanceof RecognizerFailed) return untouched(this.file, [{ code: 'burned-in-possible', detail: 'the recognizer failed' }]);
      if (error instanceof CorruptFrame) return untouched(this.file, [{ code: 'pixel-data-corrupt', detail: error.message }]);
      throw error;
    }
  }

  private nothingFound(): Reason[] {
    if (!this.suspect) return [];
    if (this.facts.burnedInAnnotation === 'YES') return [{ code: 'burned-in-declared', tag: '00280301', detail: 'none found' }];
    if (this.recognizer || this.facts.burnedInAnnotation === 'NO') return [{ code: 'pixels-examined', detail: this.exposure.rule }];
    return [{ code: 'burned-in-possible', detail: `${this.exposure.rule}, no recognizer` }];
  }

  private async blank(regions: readonly Region[]): Promise<PixelOutcome> {
    const where = describeRegions(regions);
    const cleaned = await blankRegions(this.file, this.facts, regions);
    if (typeof cleaned === 'string') return untouched(this.file, [{ code: 'burned-in-found', detail: `${cleaned}: ${where}` }]);
    const detail = cleaned.note === null ? where : `${where}; ${cleaned.note}`;
    return {
      reasons: [{ code: 'burned-in-removed', detail }],
      file: cleaned.file,
      clean: true,
      elements: [NO_ANNOTATION, ...cleaned.elements],
    };
  }

  /** Blanks all that looks like writing until nothing does, then lets the recognizer read what is left. */
  private async searchSuspect(): Promise<Found> {
    const { width, height } = this.decoder.layout;
    const echoes = echoRegions(this.attributes, this.decoder.layout);
    let regions: Region[] = echoes ? outsideOf(echoes, width, height) : [];
    const margins = coverage(regions, width, height);
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      const lines = await this.over(MOST_FRAMES_SEARCHED, regions, (frame, index) => findShapes(frame, this.file, index, round > 0));
      if (lines.length > 0) {
        // Raw samples show more of a line than a picture where tissue is as bright as its letters.
        const met = round === 0 ? alongside(await this.over(MOST_FRAMES_SEARCHED, regions, screened), lines) : [];
        regions = [...regions, ...withMargins([...lines, ...met], width, height)];
        continue;
      }
      const words = await this.read(regions);
      if (words.length === 0) return this.judged(regions, margins);
      regions = [...regions, ...withMargins(words, width, height)];
    }
    return { regions, against: { code: 'burned-in-found', detail: `more at every look: ${describeRegions(merged(regions))}` } };
  }

  private judged(regions: Region[], margins: number): Found {
    const { width, height } = this.decoder.layout;
    const writing = coverage(regions, width, height) - margins;
    const tidy = merged(regions);
    if (writing > LARGEST_SHARE * (1 - margins)) {
      return {
        regions: tidy,
        against: { code: 'burned-in-found', detail: `${Math.round(writing * 100)} % of the frame: ${describeRegions(tidy)}` },
      };
    }
    if (regions.length > 0 && !this.recognizer) {
      return { regions: tidy, against: { code: 'burned-in-found', detail: `no recognizer: ${describeRegions(tidy)}` } };
    }
    return { regions: tidy, against: null };
  }

  /** A scanner's slice has no writing as a rule: what the screen met is blanked only where it is surely writing, otherwise a person looks. */
  private async searchOrdinary(): Promise<Found> {
    const { width, height } = this.decoder.layout;
    const met = await this.over(MOST_FRAMES_SCREENED, [], screened);
    const traced = await this.traced([]);
    if (met.length + traced.length === 0) return { regions: [], against: null };
    const against: Reason = { code: 'burned-in-found', detail: describeRegions(merged([...met, ...traced])) };
    if (!this.recognizer || !(met.length === 0 || (await this.isWriting(met)))) return { regions: [...met, ...traced], against };
    const words = await this.read([]);
    const lines = await this.over(MOST_FRAMES_SEARCHED, [], (frame, index) => findShapes(frame, this.file, index));
    const writing = [...met, ...traced, ...words];
    // Traces alone that lead ever further, where nobody reads a word: holes in a map, not writing.
    const unsettled = met.length + words.length > 0 ? against : null;
    let regions = withMargins([...writing, ...beside(lines, writing)], width, height);
    for (let round = 1; round < MOST_ROUNDS; round += 1) {
      const left = [
        ...(await this.over(MOST_FRAMES_SCREENED, regions, screened)),
        ...(await this.traced(regions)),
        ...(await this.read(regions)),
      ];
      if (left.length === 0 && coverage(regions, width, height) <= LARGEST_SHARE) return { regions, against: null };
      if (left.length === 0) break;
      regions = [...regions, ...withMargins(left, width, height)];
    }
    return { regions: unsettled ? regions : [], against: unsettled };
  }

  /** Words were read, or letters of one and the same colour lie where edges crowd: writing too, though nobody could read it. */
  private async isWriting(met: readonly Region[]): Promise<boolean> {
    const plain = await this.over(MOST_FRAMES_SEARCHED, [], (frame, index) => findShapes(frame, this.file, index, true));
    return plain.some((line) => met.some((region) => meets(line, region))) || (await this.read([])).length > 0;
  }

  /** What traces lead to; where they lead to nothing that is surely writing, they are tissue. */
  private async traced(blanked: readonly Region[]): Promise<Region[]> {
    const found: Region[] = [];
    for (const index of spread(this.decoder.frames, MOST_FRAMES_SCREENED)) {
      const frame = await this.frame(index, blanked);
      const { traces } = findWriting(grayOf(frame));
      if (traces.length > 0) found.push(...(await this.reading(followTraces(frame, this.file, index, traces, this.recognizer))));
    }
    return merged(found);
  }

  /** What a look finds in a spread of frames of which the regions are blanked already. */
  private async over(
    most: number,
    blanked: readonly Region[],
    look: (frame: DecodedFrame, index: number) => readonly Region[],
  ): Promise<Region[]> {
    const found: Region[] = [];
    for (const index of spread(this.decoder.frames, most)) found.push(...look(await this.frame(index, blanked), index));
    return merged(found);
  }

  private async read(blanked: readonly Region[]): Promise<Region[]> {
    if (!this.recognizer) return [];
    const words: Region[] = [];
    for (const index of spread(this.decoder.frames, MOST_FRAMES_READ)) {
      const frame = await this.frame(index, blanked);
      words.push(...(await this.reading(readWords(frame, this.file, index, this.recognizer))));
    }
    return words;
  }

  private reading(words: Promise<Region[]>): Promise<Region[]> {
    return words.catch(() => {
      throw new RecognizerFailed();
    });
  }

  private async frame(index: number, blanked: readonly Region[]): Promise<DecodedFrame> {
    const frame = await this.decoder.frame(index);
    if (!frame) throw new CorruptFrame(`frame ${index + 1} of ${this.decoder.frames}`);
    if (blanked.length === 0) return frame;
    const copy = { ...frame, bytes: Buffer.from(frame.bytes) };
    blankFrame(copy.bytes, copy.layout, blanked, blackOf(frame, this.attributes));
    return copy;
  }
}

class CorruptFrame extends Error {}
class RecognizerFailed extends Error {}

const screened = (frame: DecodedFrame): Region[] => findTextRegions(grayOf(frame));

function spread(frames: number, most: number): number[] {
  const step = Math.max(1, Math.ceil(frames / most));
  return Array.from({ length: Math.ceil(frames / step) }, (_, index) => index * step);
}
