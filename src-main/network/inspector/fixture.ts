// A conformance fixture: events of a recording with what the dialect makes of them, for tests to hold it to.
import type { CapturedReading, Recording } from '../../../src-preload/contract/inspector.ts'

/** The text of a fixture; `readings` are those of the recording's events that came in, in order. */
export function fixtureText(
  recording: Recording,
  dialectId: string,
  readings: readonly CapturedReading[]
): string {
  const heard = recording.events.filter(({ direction }) => direction === 'in')
  const steps = heard.map(({ event, args, at }, index) =>
    JSON.stringify({ at, event, args, tells: readings[index]?.events ?? [] })
  )
  const head = { filoFixture: 1, dialectId, me: recording.me }
  const lines = steps.map((step) => `    ${step}`).join(',\n')
  return `${JSON.stringify(head, null, 2).slice(0, -2)},\n  "steps": [\n${lines}\n  ]\n}\n`
}
