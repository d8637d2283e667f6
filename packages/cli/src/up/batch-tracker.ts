import type { ObjectReport, ObjectState } from '../progress/progress.ts';
import type { Verdict } from './object-verdict.ts';

/**
 * How long nothing may get on anywhere in the batch before what is blocked counts as failed. Longer than the
 * operator's longest pause between two tries, which is 5 s.
 */
const blockedForMs = 8000;

/** The same for objects that nobody has judged. Long enough for an operator that is being started again. */
const unjudgedForMs = 60_000;

/** Who an object is, and where it stood at first. */
export type Identity = Pick<ObjectReport, 'apiVersion' | 'kind' | 'namespace' | 'name'>;

interface Entry {
  report: ObjectReport;
  blocked: boolean;
  /** Whether it has ever been judged, and whether it has ever been programmed or failed: each is progress, once. */
  judged: boolean;
  decided: boolean;
}

/**
 * Follows the objects of some manifests until each is programmed or has failed.
 *
 * A reference to something that isn't there is no failure as long as anything moves, because it may be on its
 * way. So that the batch comes to an end even so, only progress resets the clock, and an object can make progress
 * only twice: a status that changes to and fro can't hold it up.
 */
export class BatchTracker {
  readonly #entries = new Map<string, Entry>();
  readonly #counts = { pending: 0, programmed: 0, failed: 0 };
  #lastProgressMs: number;

  constructor(nowMs: number) {
    this.#lastProgressMs = nowMs;
  }

  /** Adds an object under a key, and returns its first report. */
  add(key: string, identity: Identity): ObjectReport {
    const { apiVersion, kind, namespace, name } = identity;
    const report: ObjectReport = {
      apiVersion,
      kind,
      namespace,
      name,
      state: 'pending',
      reason: 'Pending',
      message: 'being applied',
    };
    this.#counts.pending++;
    this.#entries.set(key, { report, blocked: false, judged: false, decided: false });
    return report;
  }

  /** Takes in a verdict, and returns the object's new report, or undefined when nothing is new. */
  observe(key: string, verdict: Verdict, nowMs: number): ObjectReport | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    const judged = entry.judged || verdict.blocked || verdict.state !== 'pending';
    const decided = entry.decided || verdict.state !== 'pending';
    if (judged !== entry.judged || decided !== entry.decided) this.#lastProgressMs = nowMs;
    entry.judged = judged;
    entry.decided = decided;
    entry.blocked = verdict.blocked;
    const { state, reason, message } = verdict;
    const { report } = entry;
    if (report.state === state && report.reason === reason && report.message === message) return undefined;
    return this.#replace(entry, { ...report, state, reason, message });
  }

  /** Gives up on what has waited too long without anything getting on, and returns the new reports. */
  expire(nowMs: number): ObjectReport[] {
    const idleMs = nowMs - this.#lastProgressMs;
    const expired: ObjectReport[] = [];
    for (const entry of this.#entries.values()) {
      if (entry.report.state !== 'pending') continue;
      if (entry.blocked && idleMs >= blockedForMs) {
        expired.push(this.#replace(entry, { ...entry.report, state: 'failed' }));
      } else if (idleMs >= unjudgedForMs) {
        const message = `nothing has happened to it for ${unjudgedForMs / 1000} s`;
        const report: ObjectReport = { ...entry.report, state: 'failed', reason: 'NotReconciled', message };
        expired.push(this.#replace(entry, report));
      }
    }
    return expired;
  }

  /** How many objects are in which state. Settled when none is pending. */
  get counts(): Readonly<Record<ObjectState, number>> {
    return this.#counts;
  }

  #replace(entry: Entry, report: ObjectReport): ObjectReport {
    this.#counts[entry.report.state]--;
    this.#counts[report.state]++;
    entry.report = report;
    return report;
  }
}
