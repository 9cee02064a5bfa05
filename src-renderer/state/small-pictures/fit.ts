// How large a small picture is made.

/** The longer edge, px: enough for a message's box on a fine screen. */
const LONGEST = 720
/** Very long images keep at least so much of their short edge, px. */
const SHORTEST = 48

/** The size that an image of so many pixels is drawn at; never larger than it is. */
export function smallSize(width: number, height: number): { width: number; height: number } {
  const scale = Math.min(1, LONGEST / Math.max(width, height))
  return {
    width: Math.max(Math.min(width, SHORTEST), Math.round(width * scale)),
    height: Math.max(Math.min(height, SHORTEST), Math.round(height * scale))
  }
}
