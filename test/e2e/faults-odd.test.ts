import { testSeeds } from './support/fault-seeds.ts';

testSeeds('odd');
