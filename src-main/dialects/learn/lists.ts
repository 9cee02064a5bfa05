// Reads a list in an event: a history of messages, the people who are there, the rooms there are.
import { isOpaque, mayBeName, wordsOf } from './clues.ts'
import { isPlain, takeItemApart, type LeafList } from './leaves.ts'
import { findAuthor, findId, findText, findTime, type Around } from './parts.ts'
import { spotsOf, type Spot } from './spots.ts'

export type ListReading = { confidence: number } & (
  | {
      is: 'history'
      list: string
      text: string
      author: string | null
      authorId: string | null
      time: string | null
      id: string | null
    }
  | { is: 'members'; list: string; name: string | null; id: string | null }
)

const PEOPLE_WORDS =
  /^(user|users|member|members|people|participants?|clients?|online|nick|nicks|nicknames|names|roster|players?|peers?|userlist|onlineusers)$/

/** What the list seems to be; null where it is neither. */
export function readList(list: LeafList, event: string, around: Around): ListReading | null {
  if (list.items.length === 0) return null
  return list.items.every(isPlain)
    ? readObjects(list, event, around)
    : readPlain(list, event, around)
}

function readObjects(list: LeafList, event: string, around: Around): ListReading | null {
  const spots = spotsIn(list.items)
  const text = findText(spots, { ...around, chatty: 1 })
  const speaksOfPeople =
    aboutPeople(list, event) || spots.some(({ values }) => holdsPeople(values, around))
  // One message in a list is a live one: its event is read as such.
  if (text && text.score > 6 && !speaksOfPeople && list.items.length > 1) {
    const author = findAuthor(spots, text.spot, around)
    const isMessage = author.name !== null || author.id !== null
    if (isMessage) {
      return {
        is: 'history',
        list: list.path,
        text: text.spot.path,
        author: author.name?.spot.path ?? null,
        authorId: author.id?.spot.path ?? null,
        time: findTime(spots, text.spot)?.spot.path ?? null,
        id: findId(spots, text.spot)?.spot.path ?? null,
        confidence: 0.7
      }
    }
  }
  return speaksOfPeople ? readPeople(list, spots, around) : null
}

function readPeople(list: LeafList, spots: readonly Spot[], around: Around): ListReading | null {
  const names = spots.filter(({ keys, values }) => {
    const last = wordsOf(keys.at(-1) ?? '').join('')
    const isNamed = /name|nick|user|handle|display/.test(last) && !/id$/.test(last)
    return isNamed && values.every((value) => typeof value === 'string' && mayBeName(value))
  })
  const ids = spots.filter(({ keys }) => /^_?id$|(user|socket|peer)_?id$/i.test(keys.at(-1) ?? ''))
  const met = spots.find(({ values }) => holdsPeople(values, around))
  const name = (met ?? names[0])?.path ?? null
  const id = ids[0]?.path ?? null
  if (name === null && id === null) return null
  return { is: 'members', list: list.path, name, id, confidence: 0.7 }
}

function readPlain(list: LeafList, event: string, around: Around): ListReading | null {
  const texts = list.items.filter((item) => typeof item === 'string')
  if (texts.length < list.items.length) return null
  if (!aboutPeople(list, event) && !holdsPeople(texts, around)) return null
  const areIds = texts.every(isOpaque)
  return {
    is: 'members',
    list: list.path,
    name: areIds ? null : 'item',
    id: areIds ? 'item' : null,
    confidence: 0.7
  }
}

/** Whether half of them have written something: who else they are needs no word. */
function holdsPeople(names: readonly unknown[], { people }: Around): boolean {
  const met = names.filter((name) => typeof name === 'string' && people.has(name))
  return met.length > 1 && met.length >= names.length / 2
}

function aboutPeople({ keys }: LeafList, event: string): boolean {
  return [event, ...keys].some((name) => {
    const words = wordsOf(name)
    return words.some((word) => PEOPLE_WORDS.test(word)) || PEOPLE_WORDS.test(words.join(''))
  })
}

function spotsIn(items: readonly unknown[]): Spot[] {
  return spotsOf(items.slice(0, 12).map(takeItemApart))
}
