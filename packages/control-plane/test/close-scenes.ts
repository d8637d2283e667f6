import { afterAll } from 'vitest';
import { closeScenes } from './scenes.ts';

// Vitest runs this for every file, also where files share a process and with it what they import.
afterAll(closeScenes);
