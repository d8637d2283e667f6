import type { KubeObject } from '../kube-object.ts';
import type { ResourceVersion } from '../registry/resource-version.ts';
import type { WebhookConverter } from './webhook-converter.ts';

/** Converts an object to another version, and leaves it as it is. */
export type ConvertNow = (object: KubeObject, version: ResourceVersion) => KubeObject;

/** A computation needs a conversion that nobody has made yet. It never leaves this file. */
class ConversionNeeded extends Error {
  override name = 'ConversionNeeded';
  readonly object: KubeObject;
  readonly version: ResourceVersion;

  constructor(object: KubeObject, version: ResourceVersion) {
    super(`${object.kind} is needed in ${version.apiVersion}`);
    this.object = object;
    this.version = version;
  }
}

/**
 * Runs a computation that converts objects as it goes, although a webhook takes its time: where a conversion is
 * missing, the computation is left, the conversion made, and the computation begun anew with it. So it has to be free
 * of effects. Most need no conversion at all, and have their result at once.
 *
 * @throws ApiError 500 (as a rejection) when the webhook fails
 */
export function resumeWithConversions<Result>(
  converter: WebhookConverter,
  run: (convert: ConvertNow) => Result,
): Result | Promise<Result> {
  try {
    return run((object, version) => {
      throw new ConversionNeeded(object, version);
    });
  } catch (error) {
    if (error instanceof ConversionNeeded) return resume(converter, run, error);
    throw error;
  }
}

async function resume<Result>(
  converter: WebhookConverter,
  run: (convert: ConvertNow) => Result,
  first: ConversionNeeded,
): Promise<Result> {
  const known = new Map<string, KubeObject>();
  const convert: ConvertNow = (object, version) => {
    const found = known.get(keyOf(object, version));
    if (found === undefined) throw new ConversionNeeded(object, version);
    return found;
  };
  for (let needed = first; ; ) {
    const { object, version } = needed;
    const [converted] = await converter.convert([object], version);
    if (converted !== undefined) known.set(keyOf(object, version), converted);
    try {
      return run(convert);
    } catch (error) {
      if (!(error instanceof ConversionNeeded)) throw error;
      needed = error;
    }
  }
}

function keyOf(object: KubeObject, { apiVersion }: ResourceVersion): string {
  return `${apiVersion} ${JSON.stringify(object)}`;
}
