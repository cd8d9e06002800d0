import { formatMoney, type LegalDate } from '#libs/kernel';
import { type StageOfOverview } from './overview';
import { type StageOfPlay } from './play';

const titles: Readonly<Record<StageOfPlay, string>> = {
  collection: '数据归集 collection',
  governance: '数据治理 governance',
  assessment: '合规评估 assessment',
  confirmation: '资产确权 confirmation',
  trading: '流通交易 trading',
};

/** The five stages as a table that is drawn over itself on a terminal; elsewhere a line for each thing done. */
export class LiveView {
  private drawn = 0;
  private readonly lines: string[] = [];

  constructor(
    private readonly out: NodeJS.WriteStream,
    private readonly live: boolean,
  ) {}

  said(at: LegalDate, who: string, what: string): void {
    const line = `${at}  ${who.padEnd(10)} ${what}`;
    if (!this.live) this.out.write(`${line}\n`);
    this.lines.push(line);
  }

  draw(legalDate: LegalDate, stages: readonly StageOfOverview[]): void {
    if (!this.live) return;
    const table = stages.map(
      ({ stage, state, cost, actor }) =>
        `  ${padded(titles[stage], 24)}${padded(state ?? '–', 14)}${formatMoney(cost, 'zh').padStart(16)}  ${actor ?? ''}`,
    );
    const text = [
      `  法定时间 legal time ${legalDate}（模拟 SIMULATION）`,
      '',
      ...table,
      '',
      ...this.lines.slice(-6).map((line) => `  ${line}`),
    ];
    this.out.write(`${this.drawn > 0 ? `\u001b[${this.drawn}A\u001b[J` : ''}${text.join('\n')}\n`);
    this.drawn = text.length;
  }
}

/** Chinese characters take two columns of a terminal. */
function padded(text: string, columns: number): string {
  const width = [...text].reduce((sum, character) => sum + (character.charCodeAt(0) > 0x2e7f ? 2 : 1), 0);
  return text + ' '.repeat(Math.max(1, columns - width));
}
