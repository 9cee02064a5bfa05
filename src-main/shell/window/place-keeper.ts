// Keeps where the window stood, in a file of its own, and finds that place again.
import { readFileSync, writeFileSync } from 'atomically'
import { app, screen } from 'electron'
import { join } from 'node:path'
import * as v from 'valibot'
import { describeError, openLog } from '../../base/log.ts'
import {
  arrangementOf,
  reachable,
  windowPlacesSchema,
  withPlace,
  type WindowPlace,
  type WindowPlaces
} from './window-place.ts'

const log = openLog('window')

export class PlaceKeeper {
  readonly #path = join(app.getPath('userData'), 'window.json')
  #places: WindowPlaces | null = null

  /** For the displays as they stand now; null where there is none, or nobody would see it there. */
  get place(): WindowPlace | null {
    const displays = screen.getAllDisplays()
    const known = this.#read()[arrangementOf(displays)]
    const areas = displays.map(({ workArea }) => workArea)
    return reachable(known, areas)
  }

  keep(place: WindowPlace): void {
    this.#places = withPlace(this.#read(), arrangementOf(screen.getAllDisplays()), place)
    try {
      writeFileSync(this.#path, JSON.stringify(this.#places))
    } catch (error) {
      log.warn('place not kept', { error: describeError(error) })
    }
  }

  // Whatever else stands there: a window that nobody placed.
  #read(): WindowPlaces {
    this.#places ??= readPlaces(this.#path)
    return this.#places
  }
}

function readPlaces(path: string): WindowPlaces {
  try {
    const read = v.safeParse(windowPlacesSchema, JSON.parse(readFileSync(path, 'utf8')))
    return read.success ? read.output : {}
  } catch {
    return {}
  }
}
