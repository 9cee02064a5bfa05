// What the benches of one run have in common: what was measured so far, and what was costly to make.
import type { Figure } from '../figure.ts'
import type { FloodCourse } from './flood-course.ts'

/** The courses of each client by rate, one for each round. */
export type Courses = Map<number, FloodCourse[]>

export interface Shared {
  /** Removed when the run ends. */
  folder: string
  /** Of the benches that ran before. */
  measured: Figure[]
  /** What the flood's bench saw, words that were sent meanwhile included. */
  floods: Record<'filo' | 'minimal', Courses> | null
  /** Folders of persons with so many messages, made ready by a first start. */
  people: Map<number, string>
}

export function newShared(folder: string): Shared {
  return { folder, measured: [], floods: null, people: new Map() }
}
