import { testSeeds } from './support/fault-run.ts';

testSeeds('even');
