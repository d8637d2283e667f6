import { setFlagsFromString } from 'node:v8';
import { command } from '../command-line/command.ts';
import { choiceFlag, listFlag, portFlag } from '../command-line/flag-types.ts';
import { shutdownSignal } from '../shutdown-signal.ts';
import { UserError } from '../user-error.ts';
import { logLevelFlag, stateDirFlag } from './shared-flags.ts';

/** `sluice up`: everything on one machine. */
export const upCommand = command({
  name: 'up',
  summary: 'run everything on this machine',
  description:
    'Starts the embedded Kubernetes API server, the control plane and the operator as child processes, with a ' +
    'certificate authority, certificates and tokens of their own in the state folder, applies the manifests, and ' +
    'shows how they get on. All of it listens on 127.0.0.1.\n\n' +
    'It stays until Ctrl-C, SIGTERM or "sluice down". The next start carries on with the same state.',
  flags: {
    manifests: listFlag({
      argument: 'PATH',
      description:
        'a file or folder with manifests to apply, in YAML or JSON; can be given several times. They are applied ' +
        'server-side, in any order, and never by force',
    }),
    stateDir: stateDirFlag,
    apiserverPort: portFlag({
      description: 'the port of the Kubernetes API server',
      defaultValue: 0,
      defaultText: 'the one of the last start, or any free one',
    }),
    controlPlanePort: portFlag({
      description:
        'the port of the control plane; it can be chosen only once per state folder, because server URLs of ' +
        'authentication configurations name it',
      defaultValue: 0,
      defaultText: 'the one of the last start, or any free one',
    }),
    output: choiceFlag({
      choices: ['text', 'json'],
      description: 'how to tell of progress: for people, or one JSON object per line',
      defaultValue: 'text',
    }),
    logLevel: logLevelFlag,
  },
  examples: [
    { command: 'sluice up', purpose: 'an empty cluster and control plane' },
    {
      command: 'sluice up --manifests examples/upstream-and-target',
      purpose: 'the same, with an example in it',
    },
    {
      command: 'sluice up --state-dir /tmp/trial --output json',
      purpose: 'another one beside it, for a script that reads where it is',
    },
  ],
  async run({ stateDir, manifests, apiserverPort, controlPlanePort, output, logLevel }) {
    // This process waits for most of its life, so its young generation needn't grow to what V8 takes by default.
    setFlagsFromString('--semi-space-growth-factor=1');
    const { processProgress } = await import('../progress/process-progress.ts');
    const progress = processProgress(output);
    try {
      const signal = shutdownSignal();
      const { up } = await import('../up/up.ts');
      const objects =
        manifests.length === 0
          ? []
          : (await import('../manifests/read-manifests.ts')).readManifests(manifests);
      await up(
        {
          stateDir,
          ports: { apiserver: apiserverPort, controlPlane: controlPlanePort },
          manifests: objects,
          logLevel,
        },
        progress,
        signal,
      );
      return 0;
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (error instanceof UserError) {
        progress.error(message);
        return 1;
      }
      progress.error(
        `Sluice failed, which is its own fault: ${message}. Please report it with what follows.`,
      );
      throw error;
    } finally {
      progress.close();
    }
  },
});
