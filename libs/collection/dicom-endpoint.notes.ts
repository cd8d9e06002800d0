import { isIP } from 'node:net';
import { type DicomReceiver } from './dicom-receivers';

/** Why an endpoint does not answer as its owner may expect, by a stable code, in both languages. */
export interface EndpointNote {
  readonly code: 'dicom.no-receiver' | 'dicom.this-machine-only' | 'dicom.nothing-receives' | 'dicom.closed';
  readonly zh: string;
  readonly en: string;
}

export interface EndpointSituation {
  readonly closed: boolean;
  readonly receivers: readonly DicomReceiver[];
  /** A collection of the asset takes files in. */
  readonly receiving: boolean;
}

/** What the hospital's IT staff would otherwise learn from a device that times out or is rejected. */
export function endpointNotes({ closed, receivers, receiving }: EndpointSituation): readonly EndpointNote[] {
  if (closed) return [CLOSED];
  const notes: EndpointNote[] = [];
  if (receivers.length === 0) notes.push(NO_RECEIVER);
  else if (receivers.every(({ host }) => isLoopback(host))) notes.push(THIS_MACHINE_ONLY);
  if (!receiving) notes.push(NOTHING_RECEIVES);
  return notes;
}

const isLoopback = (host: string): boolean => host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));

const CLOSED: EndpointNote = {
  code: 'dicom.closed',
  zh: '该接收端已关闭：呼叫此AE标题将被拒绝。',
  en: 'The endpoint is closed: who calls its title is rejected.',
};

const NO_RECEIVER: EndpointNote = {
  code: 'dicom.no-receiver',
  zh: '没有DICOM接收程序在监听：设备将无法连接。`medbourse start`在首个接收端建立后数秒内自动启动；其他部署请运营方启动receiver（DICOM_HOST、DICOM_PORT），并查看receiver.log。',
  en: 'No DICOM receiver listens, so devices can not connect. `medbourse start` starts one within seconds of the first endpoint; elsewhere the operator runs the receiver (DICOM_HOST, DICOM_PORT). Its log is receiver.log.',
};

const THIS_MACHINE_ONLY: EndpointNote = {
  code: 'dicom.this-machine-only',
  zh: '接收程序只监听本机地址：其他机器上的设备无法连接。请运营方设置DICOM_HOST。',
  en: 'The receiver listens on its own machine alone: devices elsewhere can not connect. The operator sets DICOM_HOST.',
};

const NOTHING_RECEIVES: EndpointNote = {
  code: 'dicom.nothing-receives',
  zh: '该资产没有处于接收状态的采集：C-ECHO会应答，C-STORE会被暂时拒绝。请先执行“开始接收”。',
  en: 'No collection of the asset is receiving: C-ECHO is answered, C-STORE is rejected for now. Begin receiving first.',
};
