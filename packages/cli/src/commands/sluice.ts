import type { ProgramDescription } from '../command-line/program.ts';
import { version } from '../version.ts';
import { apiserverCommand } from './apiserver.ts';
import { controlPlaneCommand } from './control-plane.ts';
import { controlPlaneBackupCommand } from './control-plane-backup.ts';
import { controlPlaneExportCommand } from './control-plane-export.ts';
import { controlPlaneImportCommand } from './control-plane-import.ts';
import { controlPlaneRotateSecretKeyCommand } from './control-plane-rotate-secret-key.ts';
import { downCommand } from './down.ts';
import { kubectlCommand } from './kubectl.ts';
import { operatorCommand } from './operator.ts';
import { prepareCommand } from './prepare.ts';
import { upCommand } from './up.ts';

/** The whole command line. */
export const sluice: ProgramDescription = {
  version,
  description:
    'Declare Kong upstreams and targets as Kubernetes objects, and have them kept in a Konnect gateway control plane.',
  commands: [
    upCommand,
    downCommand,
    kubectlCommand,
    operatorCommand,
    controlPlaneCommand,
    controlPlaneExportCommand,
    controlPlaneImportCommand,
    controlPlaneBackupCommand,
    controlPlaneRotateSecretKeyCommand,
    apiserverCommand,
    prepareCommand,
  ],
  examples: [
    {
      command: 'sluice up --manifests examples/upstream-and-target',
      purpose: 'run everything, with an example',
    },
    { command: 'sluice kubectl get kongupstreams,kongtargets', purpose: 'see what became of it' },
    { command: 'sluice down', purpose: 'stop it from another terminal' },
  ],
};
