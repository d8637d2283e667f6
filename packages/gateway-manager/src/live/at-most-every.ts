/** Work that runs at once when it is asked for, but never sooner than a pause after the last time. */
export interface PacedWork {
  /** Asks for the work. What is asked for during a pause is done once, at its end. */
  run: () => void;
  /** Ends it; nothing runs any more. */
  stop: () => void;
}

/** Runs `work` at most every `pauseMs`, the first time without any delay. */
export function atMostEvery(pauseMs: number, work: () => void): PacedWork {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isAskedFor = false;
  const start = () => {
    isAskedFor = false;
    timer = setTimeout(() => {
      timer = undefined;
      if (isAskedFor) start();
    }, pauseMs);
    work();
  };
  return {
    run: () => {
      if (timer === undefined) start();
      else isAskedFor = true;
    },
    stop: () => {
      clearTimeout(timer);
      isAskedFor = false;
    },
  };
}
