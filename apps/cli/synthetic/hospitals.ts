import { type Bilingual } from '#libs/kernel';
import { type Province } from './chinese-person';

/** A hospital of no map. No field names a real institution. */
export interface Hospital {
  readonly code: string;
  readonly name: Bilingual;
  readonly address: Bilingual;
  readonly areaCode: string;
  readonly province: Province;
}

export const hospitals: readonly Hospital[] = [
  {
    code: 'WCRM',
    name: { zh: '望川市第一人民医院', en: 'Wangchuan First Peoples Hospital' },
    address: { zh: '浙江省望川市听涛街88号', en: 'No. 88 Tingtao Street, Wangchuan, Zhejiang' },
    areaCode: '0571',
    province: { code: '33', name: { zh: '浙江省', en: 'Zhejiang' }, city: { zh: '望川市', en: 'Wangchuan' } },
  },
  {
    code: 'LXFY',
    name: { zh: '临溪医科大学附属医院', en: 'Affiliated Hospital of Linxi Medical University' },
    address: { zh: '湖北省临溪市望月路201号', en: 'No. 201 Wangyue Road, Linxi, Hubei' },
    areaCode: '027',
    province: { code: '42', name: { zh: '湖北省', en: 'Hubei' }, city: { zh: '临溪市', en: 'Linxi' } },
  },
  {
    code: 'QLZL',
    name: { zh: '青岚市肿瘤医院', en: 'Qinglan Cancer Hospital' },
    address: { zh: '四川省青岚市槐荫大道16号', en: 'No. 16 Huaiyin Avenue, Qinglan, Sichuan' },
    areaCode: '028',
    province: { code: '51', name: { zh: '四川省', en: 'Sichuan' }, city: { zh: '青岚市', en: 'Qinglan' } },
  },
  {
    code: 'LYZX',
    name: { zh: '澜屿市中心医院', en: 'Lanyu Central Hospital' },
    address: { zh: '广东省澜屿市采莲街5号', en: 'No. 5 Cailian Street, Lanyu, Guangdong' },
    areaCode: '020',
    province: { code: '44', name: { zh: '广东省', en: 'Guangdong' }, city: { zh: '澜屿市', en: 'Lanyu' } },
  },
];

export const departments: readonly Bilingual[] = [
  { zh: '放射科', en: 'Radiology Department' },
  { zh: '医学影像中心', en: 'Medical Imaging Centre' },
  { zh: 'CT室', en: 'CT Section' },
];

export const wards: readonly Bilingual[] = [
  { zh: '呼吸与危重症医学科', en: 'Respiratory Medicine' },
  { zh: '胸外科', en: 'Thoracic Surgery' },
  { zh: '体检中心', en: 'Health Check Centre' },
  { zh: '急诊科', en: 'Emergency Department' },
];
