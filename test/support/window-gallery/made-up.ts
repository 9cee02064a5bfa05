// Conversations and messages for the gallery: long, short, failed, foreign, and two thousand of them.
import type { Block, Body, Inline } from '../../../src-preload/contract/body.ts'
import type { Conversation, Message } from '../../../src-preload/contract/model.ts'

const MINUTE = 60_000
const now = Date.now()

function conversation(id: number, serverId: string, more: Partial<Conversation>): Conversation {
  return {
    id,
    serverId,
    kind: 'room',
    title: 'general',
    topic: null,
    unread: 0,
    mentions: 0,
    muted: false,
    mutedUntil: null,
    notify: 'inherit',
    joined: true,
    activeAt: now - id * 17 * MINUTE,
    preview: { author: 'Grace Hopper', text: 'the build is green again', own: false, state: null },
    draft: '',
    peer: null,
    ...more
  }
}

function direct(id: number, serverId: string, name: string, more: Partial<Conversation>) {
  return conversation(id, serverId, {
    kind: 'direct',
    title: name,
    peer: { id: name, name },
    ...more
  })
}

/** The conversations of the first two servers. */
export function makeConversations(one: string, two: string): Conversation[] {
  const said = (author: string, text: string, own = false) => ({ author, text, own, state: null })
  const many = Array.from({ length: 14 }, (_, n) =>
    conversation(30 + n, one, { title: `project-${n + 1}`, activeAt: now - (n + 3) * 86_400_000 })
  )
  return [
    conversation(1, one, {
      title: 'general',
      topic: 'Everything that does not fit elsewhere. Be kind.',
      unread: 5,
      mentions: 1,
      activeAt: now - MINUTE,
      preview: said('Margaret Hamilton', 'Ada, can you look at the landing code?')
    }),
    conversation(2, one, {
      title: 'history',
      topic: '2,000 messages',
      preview: said('Alan', 'number 2000')
    }),
    conversation(3, one, { title: 'empty room', preview: null, activeAt: now - 80 * MINUTE }),
    conversation(4, one, {
      title: 'design-reviews-with-a-very-long-name-that-does-not-fit',
      unread: 1204,
      muted: true
    }),
    conversation(5, one, { title: 'lounge', joined: false, preview: null, topic: 'Open to all' }),
    direct(6, one, 'Grace Hopper', {
      unread: 1,
      preview: said('Grace Hopper', 'found it: a moth 🦋')
    }),
    direct(7, one, 'Katherine Johnson', {
      draft: 'I checked the numbers and',
      activeAt: now - 26 * 60 * MINUTE
    }),
    direct(
      8,
      one,
      'Wolfeschlegelsteinhausenbergerdorff Hubert Blaine Maximilian von und zu Oberstein',
      {
        preview: { author: 'Ada', text: 'did this arrive?', own: true, state: 'failed' },
        activeAt: now - 3 * 86_400_000
      }
    ),
    direct(9, one, 'مريم ميرزاخاني', {
      preview: said('مريم', 'صباح الخير، هل رأيت الرسم؟'),
      activeAt: now - 9 * 86_400_000
    }),
    ...many,
    conversation(20, two, { title: 'launch' })
  ]
}

const text = (value: string): Inline => ({ kind: 'text', text: value })
const paragraph = (...children: Inline[]): Block => ({ kind: 'paragraph', children })

/** A body of one paragraph per blank line. */
function plain(value: string): Body {
  const blocks = value.split('\n\n').map((part) => paragraph(...lines(part)))
  return {
    blocks,
    emojiOnly: /^(\p{Extended_Pictographic}\ufe0f?){1,6}$/u.test(value) ? [...value].length : 0
  }
}

function lines(part: string): Inline[] {
  return part
    .split('\n')
    .flatMap((line, index) =>
      index === 0 ? [text(line)] : [{ kind: 'break' } as const, text(line)]
    )
}

/** A message with everything at its plainest. */
export function message(id: number, conversationId: number, more: Partial<Message>): Message {
  const value = more.text ?? ''
  return {
    id,
    conversationId,
    position: id,
    author: { id: 'grace', name: 'Grace Hopper' },
    own: false,
    time: now,
    text: value,
    body: plain(value),
    edited: false,
    deleted: false,
    notice: false,
    reply: null,
    reactions: [],
    files: [],
    state: null,
    proof: null,
    failure: null,
    addressable: true,
    ...more
  }
}

const longest = Array.from(
  { length: 62 },
  (_, n) => `${n + 1}. The quick brown fox jumps over the lazy dog near the river bank.`
).join(' ')

const source = `export function nextFrame(): Promise<void> {
  return new Promise((go) => requestAnimationFrame(() => go()))
}

// a line that is much longer than the column is wide, so that the code has to be scrolled sideways to be read to its end
await nextFrame()`

type Said = Partial<Message> & { ago: number }

const ada = { author: { id: 'ada', name: 'Ada' }, own: true }
const margaret = { author: { id: 'margaret', name: 'Margaret Hamilton' } }
const hubert = {
  author: {
    id: 'hubert',
    name: 'Wolfeschlegelsteinhausenbergerdorff Hubert Blaine Maximilian von und zu Oberstein'
  }
}

const talk: Said[] = [
  { ago: 1_600, text: longest },
  { ago: 1_590, ...ada, text: 'That is a lot of foxes.', state: 'read', proof: 'read' },
  { ago: 1_589, text: 'Margaret Hamilton joined', notice: true },
  { ago: 300, text: 'Morning. The relay on panel F was stuck again.' },
  { ago: 299, text: 'I taped the culprit into the log book.' },
  { ago: 298, ...margaret, text: '🦋' },
  {
    ago: 296,
    ...margaret,
    text: 'Is there a *photo*?',
    body: {
      blocks: [
        paragraph(
          text('Is there a '),
          { kind: 'emphasis', children: [text('photo')] },
          text('? The '),
          { kind: 'strong', children: [text('museum')] },
          text(' asked, see '),
          {
            kind: 'link',
            href: 'https://example.org/moths',
            children: [text('example.org/moths')]
          },
          text(' and mind the '),
          { kind: 'code', text: 'errno 13' },
          text('.')
        )
      ],
      emojiOnly: 0
    },
    reply: { messageId: 5, author: 'Grace Hopper', text: 'I taped the culprit into the log book.' },
    reactions: [
      { emoji: '👍', count: 3, mine: true, names: ['Ada', 'Alan', 'Grace'] },
      { emoji: '🎉', count: 1, mine: false, names: ['Alan'] }
    ]
  },
  { ago: 120, ...ada, text: 'Here is the loop, shorter:', state: 'delivered', proof: 'delivered' },
  {
    ago: 119,
    ...ada,
    text: source,
    state: 'sent',
    proof: 'acknowledged',
    edited: true,
    body: { blocks: [{ kind: 'code', language: 'typescript', text: source }], emojiOnly: 0 }
  },
  {
    ago: 90,
    ...hubert,
    text: 'Supercalifragilisticexpialidociousandeverythingthatisstucktogetherwithoutasinglespacesothatnothingcanbreakexceptanywhere'
  },
  {
    ago: 60,
    author: { id: 'maryam', name: 'مريم ميرزاخاني' },
    text: 'صباح الخير، هل رأيت الرسم الجديد؟ أظن أن السطح أملس الآن.'
  },
  {
    ago: 45,
    text: 'list',
    body: {
      blocks: [
        paragraph(text('For today:')),
        {
          kind: 'list',
          ordered: false,
          start: 1,
          items: [[paragraph(text('guidance equations'))], [paragraph(text('the 1202 alarm'))]]
        },
        { kind: 'quote', children: [paragraph(text('If it’s a good idea, go ahead and do it.'))] }
      ],
      emojiOnly: 0
    }
  },
  { ago: 30, text: '', deleted: true },
  { ago: 12, ...margaret, text: 'Thanks both.' },
  { ago: 11, ...margaret, text: 'Ada, can you look at the landing code?' },
  { ago: 10, ...margaret, text: 'No hurry; before we reach the Moon is fine.' },
  { ago: 4, ...ada, text: 'Looking now.', state: 'sent', proof: 'written' },
  {
    ago: 3,
    ...ada,
    text: 'Did this one get there?',
    state: 'unconfirmed',
    failure: { code: 'message-unconfirmed', retry: true }
  },
  {
    ago: 2,
    ...ada,
    text: 'The whole listing, all of it.',
    state: 'failed',
    failure: { code: 'message-refused', retry: false, detail: { reason: 'too large' } }
  },
  { ago: 1, ...ada, text: 'And a last word, still waiting.', state: 'queued' }
]

const names = ['Alan Turing', 'Grace Hopper', 'Ada', 'Edsger', 'Barbara Liskov']

/** The messages of one conversation, oldest first. */
export function makeMessages(conversationId: number): Message[] {
  if (conversationId === 3) return []
  if (conversationId === 1) {
    return talk.map(({ ago, ...said }, n) =>
      message(n + 1, 1, {
        ...said,
        body: said.body ?? plain(said.text ?? ''),
        time: now - ago * MINUTE
      })
    )
  }
  const count = conversationId === 2 ? 2_000 : 12
  return Array.from({ length: count }, (_, n) => {
    const name = names[Math.floor(n / 3) % names.length] ?? ''
    const words = `number ${n + 1}${n % 7 === 0 ? `, ${'with some more words that wrap onto the next line when the window is narrow '.repeat((n % 3) + 1)}` : ''}`
    return message(conversationId * 100_000 + n, conversationId, {
      author: { id: name, name },
      own: name === 'Ada',
      state: name === 'Ada' ? 'read' : null,
      proof: name === 'Ada' ? 'read' : null,
      text: words,
      body: plain(words),
      time: now - (count - n) * 3 * MINUTE
    })
  })
}
