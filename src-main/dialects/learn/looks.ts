// What one plain value looks like, found once when it comes.
import {
  idnessOf,
  isAddress,
  isTimeNumber,
  isWrittenTime,
  languageOf,
  namenessOf
} from './clues.ts'

/** Numbers are from 0 to 1. */
export interface Looks {
  isTime: boolean
  isAddress: boolean
  language: number
  nameness: number
  idness: number
}

/** So much of a text shows what it is. */
const ENOUGH = 200

export function looksOf(value: string | number | boolean): Looks {
  const idness = idnessOf(typeof value === 'string' ? value.slice(0, ENOUGH) : value)
  if (typeof value !== 'string') {
    const isTime = typeof value === 'number' && isTimeNumber(value)
    return { isTime, isAddress: false, language: 0, nameness: 0, idness }
  }
  const text = value.slice(0, ENOUGH)
  return {
    isTime: isWrittenTime(text) || isTimeText(text),
    isAddress: isAddress(text),
    language: languageOf(text),
    nameness: namenessOf(text),
    idness
  }
}

function isTimeText(value: string): boolean {
  return /^\d{10,19}$/.test(value) && isTimeNumber(Number(value))
}
