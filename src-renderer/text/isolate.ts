// Keeps words of others from turning the direction of the sentence that they are put into.

/** What changes the direction by command. */
const TURNS = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu
/** Letters that are read from right to left: beside them digits and signs of the sentence would change places. */
const RIGHT_TO_LEFT =
  /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}\p{Script=Samaritan}\p{Script=Mandaic}\p{Script=Hanifi_Rohingya}]/u
const FIRST_STRONG_ISOLATE = '\u2068'
const END_OF_ISOLATE = '\u2069'

/** The words as they may stand within a sentence of any direction; most come back as they are. */
export function isolate(words: string): string {
  const still = words.replace(TURNS, '')
  return RIGHT_TO_LEFT.test(still) ? `${FIRST_STRONG_ISOLATE}${still}${END_OF_ISOLATE}` : still
}
