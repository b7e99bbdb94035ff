import { SingleBar } from 'cli-progress';
import type { Progress } from './loader.ts';

const FORMAT = '{label} [{bar}] {percentage}% {value}/{total}';
const PLAIN_STEP = 0.25;

/** A bar on a terminal; on anything else a line at every quarter, for logs. */
export function progressOn(stream: NodeJS.WriteStream): Progress {
  return stream.isTTY ? barOn(stream) : linesOn(stream);
}

function barOn(stream: NodeJS.WriteStream): Progress {
  const bar = new SingleBar({ format: FORMAT, stream, hideCursor: true, clearOnComplete: true });
  return {
    begin: (label, total) => bar.start(total, 0, { label }),
    advance: (count) => bar.increment(count),
    end: () => bar.stop(),
  };
}

function linesOn(stream: NodeJS.WriteStream): Progress {
  let [label, total, done, told] = ['', 0, 0, 0];
  return {
    begin(nextLabel, nextTotal) {
      [label, total, done, told] = [nextLabel, nextTotal, 0, 0];
    },
    advance(count) {
      done += count;
      if (done < total * (told + PLAIN_STEP)) return;
      told = Math.floor(done / total / PLAIN_STEP) * PLAIN_STEP;
      stream.write(`${label}: ${done} of ${total}\n`);
    },
    end: () => {},
  };
}
