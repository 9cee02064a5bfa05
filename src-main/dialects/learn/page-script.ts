// Finds in a page's scripts what they say to their server: events by name, arguments by their shape.
export interface ScriptEmit {
  event: string
  args: unknown[]
  ack: boolean
}
