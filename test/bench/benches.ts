// All benchmarks, in the order in which they run: those that others build on come before these.
import { commitBench } from './commit.bench.ts'
import type { Bench } from './figure.ts'
import { floodBench } from './flood.bench.ts'
import { growthBench } from './growth.bench.ts'
import { hostileBench } from './hostile.bench.ts'
import { idleBench } from './idle.bench.ts'
import { inspectorBench } from './inspector.bench.ts'
import { learnBench } from './learn.bench.ts'
import { memoryBench } from './memory.bench.ts'
import { openBench } from './open.bench.ts'
import { receiveBench } from './receive.bench.ts'
import { recogniseBench } from './recognise.bench.ts'
import { scrollBench } from './scroll.bench.ts'
import { searchBench } from './search.bench.ts'
import { sendBench } from './send.bench.ts'
import { startBench } from './start.bench.ts'
import { transfersBench } from './transfers.bench.ts'
import { wakeBench } from './wake.bench.ts'

export const BENCHES: readonly Bench[] = [
  floodBench,
  sendBench,
  receiveBench,
  commitBench,
  startBench,
  openBench,
  searchBench,
  scrollBench,
  memoryBench,
  idleBench,
  hostileBench,
  inspectorBench,
  learnBench,
  recogniseBench,
  transfersBench,
  wakeBench,
  growthBench
]
