import { describe, expect, it } from 'vitest';
import { type Manifest, publishedManifest } from './published-manifest.ts';

const command: Manifest = {
  name: 'command',
  version: '1.2.3',
  description: 'A command',
  license: 'MIT',
  bin: { command: 'bin/command.js' },
  dependencies: { '@own/part': '1.2.3', yaml: '2.0.0' },
};
const part: Manifest = {
  name: '@own/part',
  version: '1.2.3',
  description: 'A part',
  license: 'MIT',
  dependencies: { undici: '8.0.0', unused: '1.0.0' },
};

describe('the published manifest', () => {
  it('depends on what the bundle imports, as the workspaces pin it, and on Node', () => {
    expect(publishedManifest(command, [command, part], ['undici', 'yaml'], '24.0.0')).toMatchObject({
      name: 'command',
      version: '1.2.3',
      bin: { command: 'bin/command.js' },
      dependencies: { undici: '8.0.0', yaml: '2.0.0', node: '24.0.0' },
    });
  });

  it('leaves out what is only bundled or not imported at all', () => {
    const manifest = publishedManifest(command, [command, part], ['undici'], '24.0.0');
    expect(manifest).toHaveProperty('dependencies', { undici: '8.0.0', node: '24.0.0' });
  });

  it('leaves it to the user to install a peer', () => {
    const withPeer = { ...part, peerDependencies: { plugin: '^2.0.0' } };
    expect(publishedManifest(command, [command, withPeer], ['plugin', 'yaml'], '24.0.0')).toMatchObject({
      dependencies: { yaml: '2.0.0', node: '24.0.0' },
      peerDependencies: { plugin: '^2.0.0' },
      peerDependenciesMeta: { plugin: { optional: true } },
    });
  });

  it('refuses a package that no workspace depends on', () => {
    expect(() => publishedManifest(command, [command, part], ['left-pad'], '24.0.0')).toThrow(
      'the code imports left-pad, which no workspace depends on',
    );
  });

  it('refuses a package that is pinned at two versions', () => {
    const other = { ...part, dependencies: { yaml: '3.0.0' } };
    expect(() => publishedManifest(command, [command, other], ['yaml'], '24.0.0')).toThrow(
      'the workspaces pin yaml at 2.0.0 and 3.0.0',
    );
  });
});
