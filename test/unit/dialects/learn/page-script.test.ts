// Holds what is found in a page's scripts: which events are emitted, with arguments of which shape.
import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { emitsIn, readingTalk, talkIn } from '../../../../src-main/dialects/learn/page-script.ts'
import { Tutor } from '../../../../src-main/dialects/learn/tutor.ts'
import { NOON } from '../../../support/dialects.ts'

const text = { role: 'text' }
const name = { role: 'name' }
const room = { role: 'room' }

describe('a page that', () => {
  it.each([
    ['a bare text', `socket.emit('say', input.value)`, 'say', [text], false],
    [
      'an object of names',
      `s.emit("join", { username, room })`,
      'join',
      [{ username: name, room }],
      false
    ],
    ['an answer to wait for', `io.emit('hi', nick, (err) => go(err))`, 'hi', [name], true],
    [
      'fixed values',
      `io.emit('act', { type: 'chat', n: 3, text: box.value })`,
      'act',
      [{ type: 'chat', n: 3, text }],
      false
    ],
    ['no arguments', `socket.emit('ready')`, 'ready', [], false],
    ['escapes', `e.emit("s\\u0061y",t.value)`, 'say', [text], false],
    [
      'comments around',
      `/* emit('no') */ socket.emit('yes', msg) // emit('no')`,
      'yes',
      [text],
      false
    ]
  ])('emits with %s is understood', (_what, source, event, ...[args, ack]) => {
    expect(emitsIn(source)).toEqual([{ event, args, ack }])
  })

  it('names its object first is understood', () => {
    const source = `const data = { room: room, author: me, message: draft };
      await socket.emit("send_message", data);`
    expect(emitsIn(source)).toEqual([
      { event: 'send_message', args: [{ room, author: name, message: text }], ack: false }
    ])
  })

  it('listens is known by what it listens to', () => {
    const source = `s.on("chat:new", e => add(e)); s.once(events.LEFT, bye); const LEFT = 'chat:left';
      button.on('click', go); socket.on(name, any)`
    expect(talkIn(source)).toEqual({ emits: [], hears: ['chat:new', 'click', 'chat:left'] })
  })

  it.each([
    [`const JOIN_ROOM = "enter hall"; s.emit(JOIN_ROOM, { room })`],
    [`const events = { JoinRoom: 'enter hall' }; s.emit(events.JoinRoom, { room })`],
    [`var K;(e=>{e["JoinRoom"]="enter hall"})(K||(K={}));s.emit(K.JoinRoom,{room})`]
  ])('calls its events by names of its own is understood: %s', (source) => {
    expect(emitsIn(source)).toEqual([{ event: 'enter hall', args: [{ room }], ack: false }])
  })

  it('calls many things by the same letter is understood by the nearest before', () => {
    const source = `e={lang:x};e={room:t,text:n};s.emit("say",e);e={width:1}`
    expect(emitsIn(source)).toEqual([{ event: 'say', args: [{ room, text }], ack: false }])
  })

  it('hands over a person is understood by what it reads of it', () => {
    const source = `mark(user._id === m.sender._id, user.name, m.user.age); s.emit('setup', user)`
    const id = { role: 'id' }
    expect(emitsIn(source)).toEqual([{ event: 'setup', args: [{ _id: id, name }], ack: false }])
  })

  it('wraps its emits in a function of its own is understood', () => {
    const source = `const send = (type, data) => { socket.emit(type, data, done) };
      send('login', { username: user.name, password: form.password });
      send('say', { body: field.value });`
    expect(emitsIn(source)).toEqual([
      { event: 'login', args: [{ username: name, password: { role: 'password' } }], ack: true },
      { event: 'say', args: [{ body: text }], ack: true }
    ])
  })

  it('brings a library on one line, or words around its scripts, is understood', () => {
    const library = readFileSync('node_modules/socket.io-client/dist/socket.io.min.js', 'utf8')
    const own = `;s.emit("say",{text:i.value})`
    const wanted = { event: 'say', args: [{ text }], ack: false }
    expect(emitsIn(library + own)).toContainEqual(wanted)
    expect(emitsIn(`<p>What's "new"?</p><script>x=/["']/;${own}</script>`)).toEqual([wanted])
  })

  it('says anything at all does no harm', () => {
    const pieces = fc.constantFrom(
      'emit(',
      '"a"',
      ',',
      '{',
      '}',
      ')',
      '[',
      '`${',
      '=>',
      'x',
      '=',
      '.'
    )
    fc.assert(
      fc.property(fc.array(fc.oneof(pieces, fc.string())), (parts) => {
        expect(() => emitsIn(parts.join(' '))).not.toThrow()
      }),
      { numRuns: 300 }
    )
  })

  it('never closes what it opens is read in bounded time', () => {
    const source = 'socket.emit("a",{x:'.repeat(20_000)
    const startedAt = performance.now()
    emitsIn(source)
    expect(performance.now() - startedAt).toBeLessThan(2_000)
  })
})

/** CPU time of this process so far: what others do meanwhile does not count. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

describe('a page that is read in steps', () => {
  const wrapped = `const say = (t, d) => { socket.emit(t, d) }; say('join', { username, room });`
  const rest = (length: number): string => 'x=1;'.repeat(Math.ceil(length / 4)).slice(0, length)

  it.each([15_950, 15_990, 16_000, 16_010, 31_980, 32_000])(
    'loses nothing where a step ends, after %i characters',
    (length) => {
      const steps = [...readingTalk(`${rest(length)};${wrapped}${rest(40_000)}`)]
      expect(steps.length).toBeGreaterThan(3)
      expect(emitsIn(`${rest(length)};${wrapped}${rest(40_000)}`)).toEqual([
        { event: 'join', args: [{ username: name, room }], ack: false }
      ])
    }
  )

  it.each([
    'emit("a",{x:',
    'emit /* ',
    'emit\\"',
    'emit([/[',
    '<script>emit(',
    'emit(`${',
    'a={b,c,d,e,a,f:a};emit("x",a,a,a);',
    'f=(t,d)=>{emit(t,d)};f("x",{a:'
  ])('takes no long step, made to do so by %s', (piece) => {
    const source = piece.repeat(120_000 / piece.length)
    const longest = [1, 2, 3].map(() => {
      const times = [cpuMs()]
      for (const steps = readingTalk(source); !steps.next().done;) times.push(cpuMs())
      return Math.max(...times.slice(1).map((at, index) => at - (times[index] ?? at)))
    })
    // A step takes some 2 ms of CPU; a collection of garbage may fall into it, but hardly thrice.
    expect(Math.min(...longest)).toBeLessThan(40)
  })
})

describe('a tutor that read the page', () => {
  const page = `socket.emit('enter', { who: username, where: room });
    button.onclick = () => socket.emit('utter', { t: box.value });`

  it('proposes first what the page itself says', () => {
    const tutor = new Tutor({ myName: 'Me' })
    tutor.readPage(page)
    expect(tutor.proposals('introduce')[0]).toMatchObject({
      reason: 'page-script',
      asks: ['room'],
      emission: { event: 'enter', args: [{ who: '=login.name', where: '=login.room' }] }
    })
    expect(tutor.proposals('send')[0]).toMatchObject({
      reason: 'page-script',
      emission: { event: 'utter', args: [{ t: '=entry.text' }] }
    })
  })

  it('proposes all that the page says at first as one, with one way of proving who one is', () => {
    const tutor = new Tutor({ myName: 'Me' })
    tutor.readPage(`s.emit('register', { name, password }); s.emit('join hall', { room });
      s.emit('login', { name, password }); s.emit('auth', token); s.emit('leave hall', { room })`)
    const [whole, ...each] = tutor.proposals('introduce')
    expect(whole?.steps?.map(({ emission }) => emission.event)).toEqual(['join hall', 'login'])
    expect(whole?.asks).toEqual(['room', 'password'])
    expect(each.map(({ steps }) => steps)).not.toContain(whole?.steps)
  })

  it('tells a place by number where its name got nowhere', () => {
    const tutor = new Tutor({ myName: 'Me' })
    tutor.readPage(`s.emit('enter', roomId)`)
    const [named] = tutor.proposals('introduce')
    tutor.emitted(named?.id ?? '', ['12'], NOON)
    tutor.answered(named?.id ?? '', null)
    expect(tutor.proposals('introduce')[0]).toMatchObject({
      emission: { event: 'enter', args: ['=number(login.room)'] }
    })
  })

  it('fills unnamed places by the keys of messages that it understands', () => {
    const tutor = new Tutor({ myName: 'Me' })
    tutor.readPage(`c.emit("30",{a:t.value,b:r})`)
    for (const [at, said] of [
      'good morning',
      'shall we go?',
      'yes, in a minute',
      'see you'
    ].entries()) {
      tutor.note('31', [{ n: at % 2 ? 'Ana' : 'Bo', a: said, b: 'g-5' }], NOON + at * 4000)
    }
    expect(tutor.proposals('send')[0]?.emission.args).toEqual([
      { a: '=entry.text', b: '=conversation.remoteId' }
    ])
  })
})
