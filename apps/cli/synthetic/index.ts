export { demoChestCt, generateChestCtStudy, writeChestCtSeries, type WrittenChestCt } from './chest-ct-study';
export { type PlantedIdentity } from './planted-identity';
