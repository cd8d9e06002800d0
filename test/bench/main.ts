import { runBench } from './bench';

void runBench(process.argv.slice(2));
