// Where the window stood, remembered for each arrangement of displays, and whether that place can still be seen.
import * as v from 'valibot'

const px = v.pipe(v.number(), v.integer(), v.minValue(-100_000), v.maxValue(100_000))
const rectangleSchema = v.object({ x: px, y: px, width: px, height: px })
export type Rectangle = v.InferOutput<typeof rectangleSchema>

const windowPlaceSchema = v.object({
  ...rectangleSchema.entries,
  isMaximized: v.optional(v.boolean(), false)
})
export type WindowPlace = v.InferOutput<typeof windowPlaceSchema>

const ARRANGEMENTS = 12
const LEAST = { width: 400, height: 400 }
/** Of the window's top that has to be in sight, px, so that it can be taken hold of. */
const GRIP = { width: 120, height: 32 }

export const windowPlacesSchema = v.record(
  v.pipe(v.string(), v.maxLength(2_000)),
  windowPlaceSchema
)
export type WindowPlaces = v.InferOutput<typeof windowPlacesSchema>

/** A name for how the displays stand, the same whenever they stand so. */
export function arrangementOf(displays: readonly { bounds: Rectangle }[]): string {
  return displays
    .map(({ bounds: { x, y, width, height } }) => `${x},${y},${width}x${height}`)
    .toSorted()
    .join(' ')
    .slice(0, 2_000)
}

/** The places with one more, the latest last; the oldest go. */
export function withPlace(
  places: WindowPlaces,
  arrangement: string,
  place: WindowPlace
): WindowPlaces {
  const others = Object.entries(places).filter(([name]) => name !== arrangement)
  const kept = others.slice(1 - ARRANGEMENTS)
  return Object.fromEntries<WindowPlace>([...kept, [arrangement, place]])
}

/** The place if its title bar can be reached on some display, no larger than that; else null. */
export function reachable(
  place: WindowPlace | undefined,
  workAreas: readonly Rectangle[]
): WindowPlace | null {
  if (!place) return null
  const area = workAreas.find((one) => isGripIn(place, one))
  if (!area) return null
  const width = Math.max(LEAST.width, Math.min(place.width, area.width))
  const height = Math.max(LEAST.height, Math.min(place.height, area.height))
  return { ...place, width, height }
}

function isGripIn(place: Rectangle, area: Rectangle): boolean {
  const inSight = Math.min(place.x + place.width, area.x + area.width) - Math.max(place.x, area.x)
  const isTopIn = place.y >= area.y && place.y + GRIP.height <= area.y + area.height
  return inSight >= GRIP.width && isTopIn
}
