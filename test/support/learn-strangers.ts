// Servers of nobody, written down before the learner was tuned: how they talk, what they want, what their page says.
/*
 * `{{me}}`, `{{room}}`, `{{text}}`, `{{password}}`, `{{email}}` stand for what the person filled in, other
 * blanks for what each client makes for itself.
 */
import type { LearnServer } from './learn-sessions.ts'

export const strangers: LearnServer[] = [
  {
    id: 'it-condominio',
    others: [
      { event: 'inquilini', args: [[{ nome: 'Ana' }, { nome: 'Bo' }]] },
      { event: 'sta-scrivendo', args: [{ nome: 'Ana' }] }
    ],
    message: {
      event: 'nuovo-messaggio',
      args: [
        {
          mittente: 'Ana',
          testo: 'hi there',
          stanza: 'scala-b',
          inviatoAlle: '2026-03-01T12:34:56Z'
        }
      ],
      parts: { text: 'args[0].testo', author: 'args[0].mittente', room: 'args[0].stanza' }
    },
    join: [{ event: 'entra', args: [{ nome: '{{me}}', stanza: '{{room}}' }] }],
    send: [{ event: 'invia-messaggio', args: [{ testo: '{{text}}', stanza: '{{room}}' }] }],
    echo: true,
    page: `const socket = io();
      const nome = prompt('Come ti chiami?'), stanza = location.hash.slice(1);
      socket.emit('entra', { nome, stanza });
      form.onsubmit = e => { e.preventDefault(); socket.emit('invia-messaggio', { testo: campo.value, stanza }); campo.value = '' }
      socket.on('nuovo-messaggio', m => aggiungi(m.mittente, m.testo));`
  },
  {
    id: 'de-verein',
    others: [{ event: 'mitglieder', args: [{ kanal: 'vorstand', liste: ['Ana', 'Bo'] }] }],
    message: {
      event: 'neueNachricht',
      args: [{ von: { id: 7, name: 'Ana' }, text: 'hi there', kanal: 'vorstand', ts: 1772368496 }],
      parts: { text: 'args[0].text', author: 'args[0].von.name', room: 'args[0].kanal' }
    },
    join: [
      { event: 'anmelden', args: [{ benutzername: '{{me}}' }], ack: [{ ok: true, id: 3 }] },
      { event: 'beitreten', args: [{ kanal: '{{room}}' }] }
    ],
    send: [
      {
        event: 'nachrichtSenden',
        args: [{ kanal: '{{room}}', text: '{{text}}' }],
        ack: [{ ok: true }]
      }
    ],
    echo: true,
    page: `socket.emit("anmelden",{benutzername:b.value},function(t){t.ok&&socket.emit("beitreten",{kanal:k})});
      document.querySelector("#senden").onclick=function(){socket.emit("nachrichtSenden",{kanal:k,text:eingabe.value},function(){eingabe.value=""})};`
  },
  {
    id: 'es-soporte',
    others: [{ event: 'agente conectado', args: [{ agente: 'Ana' }] }],
    message: {
      event: 'respuesta',
      args: [{ agente: 'Ana', contenido: 'hi there', fecha: '2026-03-01T12:34:56.000Z' }],
      parts: { text: 'args[0].contenido', author: 'args[0].agente', time: 'args[0].fecha' }
    },
    join: [{ event: 'identificar', args: [{ nombre: '{{me}}', correo: '{{email}}' }] }],
    send: [{ event: 'consulta', args: [{ contenido: '{{text}}' }] }],
    echo: false
  },
  {
    id: 'ja-circle',
    others: [{ event: '入室者', args: [['Ana', 'Bo']] }],
    message: {
      event: '新着',
      args: [{ 名前: 'Ana', 本文: 'hi there', 時刻: 1772368496000 }],
      parts: { text: 'args[0]["本文"]', author: 'args[0]["名前"]', time: 'args[0]["時刻"]' }
    },
    join: [{ event: '入室', args: ['{{me}}'] }],
    send: [{ event: '発言', args: ['{{text}}'] }],
    echo: true,
    page: `socket.emit('入室', 名前); 送信.addEventListener('click', () => socket.emit('発言', 入力欄.value))`
  },
  {
    id: 'ja-romaji',
    others: [{ event: 'kaigi joho', args: [{ ninzu: 4 }] }],
    message: {
      event: 'hatsugen',
      args: [{ namae: 'Ana', honbun: 'hi there', heya: 'h-2' }],
      parts: { text: 'args[0].honbun', author: 'args[0].namae', room: 'args[0].heya' }
    },
    join: [{ event: 'sanka', args: [{ namae: '{{me}}', heya: '{{room}}' }] }],
    send: [{ event: 'hatsugen', args: [{ honbun: '{{text}}', heya: '{{room}}' }] }],
    echo: true
  },
  {
    id: 'fr-club',
    others: [{ event: 'membres', args: [['Ana', 'Bo']] }],
    message: {
      event: 'nouveau_message',
      args: [{ auteur: 'Ana', texte: 'hi there', salon: 'general', date: '01/03/2026 12:34' }],
      parts: { text: 'args[0].texte', author: 'args[0].auteur', room: 'args[0].salon' }
    },
    join: [{ event: 'rejoindre', args: [{ pseudo: '{{me}}', salon: '{{room}}' }] }],
    send: [{ event: 'envoyer_message', args: [{ texte: '{{text}}', salon: '{{room}}' }] }],
    echo: true,
    page: `socket.on('connect', () => { socket.emit('rejoindre', { pseudo: pseudo, salon: salon }) })
      function envoyer () { var donnees = { texte: zone.value, salon: salon }; socket.emit('envoyer_message', donnees) }`
  },
  {
    id: 'pt-vendas',
    others: [{ event: 'fila', args: [{ posicao: 2 }] }],
    message: {
      event: 'nova_mensagem',
      args: [
        {
          id: 'a81',
          remetente: { nome: 'Ana', tipo: 'vendedor' },
          conteudo: 'hi there',
          canal: 'loja-1',
          enviada_em: '2026-03-01T12:34:56.000Z'
        }
      ],
      parts: {
        text: 'args[0].conteudo',
        author: 'args[0].remetente.nome',
        room: 'args[0].canal',
        id: 'args[0].id'
      }
    },
    join: [{ event: 'entrar', args: ['{{room}}'] }],
    send: [{ event: 'enviar_mensagem', args: [{ conteudo: '{{text}}', canal: '{{room}}' }] }],
    echo: true
  },
  {
    id: 'opaque-object',
    others: [{ event: 'x0', args: [{ q: 3 }] }],
    message: {
      event: 'x1',
      args: [{ a: 'Ana', b: 'hi there', c: 17, d: 1772368496000 }],
      parts: { text: 'args[0].b', author: 'args[0].a', time: 'args[0].d' }
    },
    send: [{ event: 'x1', args: [{ b: '{{text}}' }] }],
    echo: true,
    page: `s.on("x1",function(t){n(t.a,t.b)}),i.onkeydown=function(t){13===t.keyCode&&(s.emit("x1",{b:i.value}),i.value="")}`
  },
  {
    id: 'opaque-positional',
    others: [{ event: 'w', args: [2] }],
    message: {
      event: 'r',
      args: ['k17', 'Ana', 'hi there'],
      parts: { text: 'args[2]', author: 'args[1]', room: 'args[0]' }
    },
    join: [{ event: 'j', args: ['{{room}}', '{{me}}'] }],
    send: [{ event: 's', args: ['{{room}}', '{{text}}'] }],
    echo: true,
    page: `s.emit("j",room,user);b.onclick=()=>{s.emit("s",room,box.value)}`
  },
  {
    id: 'irc-bridge',
    others: [{ event: 'MOTD', args: ['welcome to the bridge'] }],
    message: {
      event: 'PRIVMSG',
      args: ['Ana', '#ops', 'hi there'],
      parts: { text: 'args[2]', author: 'args[0]', room: 'args[1]' }
    },
    join: [
      { event: 'NICK', args: ['{{me}}'] },
      { event: 'JOIN', args: ['{{room}}'] }
    ],
    send: [{ event: 'PRIVMSG', args: ['{{room}}', '{{text}}'] }],
    echo: false
  },
  {
    id: 'clinic-envelope',
    others: [{ event: 'evt', args: [{ t: 'here', p: { u: ['Ana', 'Bo'] } }] }],
    message: {
      event: 'evt',
      args: [{ t: 'msg', p: { u: { n: 'Ana' }, m: 'hi there', r: 'w3' } }],
      parts: { text: 'args[0].p.m', author: 'args[0].p.u.n', room: 'args[0].p.r' }
    },
    join: [{ event: 'evt', args: [{ t: 'join', p: { n: '{{me}}', r: '{{room}}' } }] }],
    send: [{ event: 'evt', args: [{ t: 'msg', p: { m: '{{text}}', r: '{{room}}' } }] }],
    echo: true,
    page: `const send = (t, p) => socket.emit('evt', { t, p });
      socket.emit('evt', { t: 'join', p: { n: name, r: ward } });
      button.onclick = () => socket.emit('evt', { t: 'msg', p: { m: box.value, r: ward } });`
  },
  {
    id: 'graph-feed',
    others: [{ event: 'subscription', args: [{ data: { memberAdded: { username: 'Cleo' } } }] }],
    message: {
      event: 'subscription',
      args: [
        {
          data: {
            messageAdded: {
              id: 'm-1',
              body: 'hi there',
              author: { username: 'Ana' },
              insertedAt: '2026-03-01T12:34:56.000Z'
            }
          }
        }
      ],
      parts: {
        text: 'args[0].data.messageAdded.body',
        author: 'args[0].data.messageAdded.author.username',
        id: 'args[0].data.messageAdded.id'
      }
    },
    send: [
      {
        event: 'addMessage',
        args: [{ body: '{{text}}' }],
        ack: [{ data: { addMessage: { id: 'm-9' } } }]
      }
    ],
    echo: true,
    page: `export const addMessage = (body) => new Promise((done) => socket.emit("addMessage", { body: body }, done))`
  },
  {
    id: 'lobby-of-a-game',
    others: [
      { event: 'tick', args: [{ n: 1, p: [[1, 2]] }] },
      { event: 'tick', args: [{ n: 2, p: [[1, 3]] }] },
      { event: 'spawn', args: [{ player: 'Bo', x: 4, y: 9 }] }
    ],
    message: {
      event: 'lobby chat',
      args: [{ player: 'Ana', line: 'hi there', team: 'red' }],
      parts: { text: 'args[0].line', author: 'args[0].player' }
    },
    join: [{ event: 'ready', args: [{ name: '{{me}}' }] }],
    send: [{ event: 'lobby chat', args: [{ line: '{{text}}' }] }],
    echo: true
  },
  {
    id: 'stream-tags',
    others: [{ event: 'viewers', args: [{ count: 31 }] }],
    message: {
      event: 'chat',
      args: [
        {
          tags: {
            'display-name': 'Ana',
            id: '6f1de3c2-7c1e-4f59-9d0b-5ae4b3f4f001',
            color: '#aa0000'
          },
          message: 'hi there',
          channel: '#harbour'
        }
      ],
      parts: {
        text: 'args[0].message',
        author: 'args[0].tags["display-name"]',
        room: 'args[0].channel'
      }
    },
    join: [{ event: 'join', args: ['{{room}}'] }],
    send: [{ event: 'say', args: ['{{room}}', '{{text}}'] }],
    echo: true
  },
  {
    id: 'redux-actions',
    others: [{ event: 'action', args: [{ type: 'SET_USERS', payload: ['Ana', 'Bo'] }] }],
    message: {
      event: 'action',
      args: [{ type: 'ADD_MESSAGE', payload: { username: 'Ana', text: 'hi there', key: 12 } }],
      parts: { text: 'args[0].payload.text', author: 'args[0].payload.username' }
    },
    join: [{ event: 'action', args: [{ type: 'server/login', data: '{{me}}' }] }],
    send: [{ event: 'action', args: [{ type: 'server/message', data: '{{text}}' }] }],
    echo: true,
    page: `login:e=>({type:"server/login",data:e}),say:e=>({type:"server/message",data:e});
      socket.emit("action",{type:"server/login",data:username});socket.emit("action",{type:"server/message",data:message})`
  },
  {
    id: 'comments-under-a-post',
    others: [{ event: 'reader_count', args: [{ post_id: 88, readers: 4 }] }],
    message: {
      event: 'new_comment',
      args: [
        {
          comment_id: 501,
          post_id: 88,
          commenter: { id: 7, full_name: 'Ana' },
          comment_text: 'hi there',
          created: '2026-03-01 12:34:56'
        }
      ],
      parts: {
        text: 'args[0].comment_text',
        author: 'args[0].commenter.full_name',
        id: 'args[0].comment_id'
      }
    },
    join: [{ event: 'watch_post', args: [{ post_id: '{{room}}' }] }],
    send: [{ event: 'add_comment', args: [{ post_id: '{{room}}', comment_text: '{{text}}' }] }],
    echo: true,
    page: `socket.emit('watch_post', { post_id: postId })
      socket.emit('add_comment', { post_id: postId, comment_text: $('#comment').val() }, showError)`
  },
  {
    id: 'tuples',
    others: [{ event: 'count', args: [3] }],
    message: {
      event: 'line',
      args: [['Ana', 'hi there', 1772368496]],
      parts: { text: 'args[0][1]', author: 'args[0][0]', time: 'args[0][2]' }
    },
    send: [{ event: 'line', args: [['{{me}}', '{{text}}']] }],
    echo: true
  },
  {
    id: 'sales-bot',
    others: [{ event: 'session ready', args: [{ session: 's-77ab' }] }],
    message: {
      event: 'bot reply',
      args: [{ answer: 'hi there', suggestions: ['Yes', 'No'], ts: 1772368496000 }],
      parts: { text: 'args[0].answer', time: 'args[0].ts' }
    },
    join: [{ event: 'start session', args: [{}] }],
    send: [{ event: 'question', args: [{ q: '{{text}}' }] }],
    echo: false,
    page: `socket.emit('start session', {})
      ask.addEventListener('submit', function () { socket.emit('question', { q: input.value }) })`
  },
  {
    id: 'vue-capitals',
    others: [{ event: 'USERS', args: [['Ana', 'Bo']] }],
    message: {
      event: 'MESSAGE',
      args: [{ user: 'Ana', message: 'hi there' }],
      parts: { text: 'args[0].message', author: 'args[0].user' }
    },
    send: [{ event: 'SEND_MESSAGE', args: [{ user: '{{me}}', message: '{{text}}' }] }],
    echo: true,
    page: `sendMessage(e) { e.preventDefault(); this.socket.emit('SEND_MESSAGE', { user: this.user, message: this.message }); this.message = '' }`
  },
  {
    id: 'namespaced-client',
    others: [{ event: 'server:people', args: [[{ userId: 'u7', userName: 'Ana' }]] }],
    message: {
      event: 'server:message',
      args: [
        {
          from: { userId: 'u7', userName: 'Ana' },
          to: { roomId: 'r-12' },
          content: { kind: 'text', text: 'hi there' },
          meta: { sentAt: 1772368496000 }
        }
      ],
      parts: {
        text: 'args[0].content.text',
        author: 'args[0].from.userName',
        authorId: 'args[0].from.userId',
        room: 'args[0].to.roomId'
      }
    },
    join: [
      { event: 'client:hello', args: [{ userName: '{{me}}' }] },
      { event: 'client:join', args: [{ roomId: '{{room}}' }] }
    ],
    send: [
      {
        event: 'client:message',
        args: [{ to: { roomId: '{{room}}' }, content: { kind: 'text', text: '{{text}}' } }]
      }
    ],
    echo: true,
    page: `socket.emit('client:hello', { userName: store.name })
      socket.emit('client:join', { roomId: route.params.id })
      const post = (text) => socket.emit('client:message', { to: { roomId: route.params.id }, content: { kind: 'text', text: text } })`
  },
  {
    id: 'two-people',
    others: [{ event: 'online', args: [{ id: 'u7', name: 'Ana' }] }],
    message: {
      event: 'dm',
      args: [{ fromId: 'u7', fromName: 'Ana', toId: 'u1', body: 'hi there', n: 12 }],
      parts: { text: 'args[0].body', author: 'args[0].fromName' }
    },
    join: [{ event: 'register', args: ['{{me}}'] }],
    send: [{ event: 'dm', args: [{ toId: '{{toId}}', body: '{{text}}' }] }],
    echo: false
  },
  {
    id: 'flask-wall',
    others: [{ event: 'joined', args: [{ data: { user: 'Bo' } }] }],
    message: {
      event: 'broadcast message',
      args: [{ data: { user: 'Ana', msg: 'hi there', avatar: '/static/a.png' } }],
      parts: { text: 'args[0].data.msg', author: 'args[0].data.user' }
    },
    join: [{ event: 'join', args: [{ user: '{{me}}' }] }],
    send: [{ event: 'submit message', args: [{ msg: '{{text}}', user: '{{me}}' }] }],
    echo: true,
    page: `socket.on('connect', function() { socket.emit('join', {'user': user}); });
      document.querySelector('#form').onsubmit = () => { const msg = document.querySelector('#msg').value; socket.emit('submit message', {'msg': msg, 'user': user}); return false; };`
  },
  {
    id: 'json-in-text',
    others: [{ event: 'hello', args: ['{"version":"1.4"}'] }],
    message: {
      event: 'message',
      args: ['{"name":"Ana","message":"hi there"}'],
      parts: { text: 'json(args[0]).message', author: 'json(args[0]).name' }
    },
    send: [{ event: 'message', args: ['{{text}}'] }],
    echo: true
  }
]

interface Quiet {
  id: string
  everyMs: number
  told: { event: string; args: unknown[] }[]
}

function many(event: string, everyMs: number, make: (number: number) => unknown[]): Quiet['told'] {
  return Array.from({ length: Math.min(40, Math.ceil(60_000 / everyMs)) }, (_, number) => ({
    event,
    args: make(number)
  }))
}

function pick<Item>(items: readonly [Item, ...Item[]], number: number): Item {
  return items[number % items.length] ?? items[0]
}

/** Traffic in which people and words may occur, and nobody talks. */
export const quietStrangers: Quiet[] = [
  {
    id: 'chess',
    everyMs: 3000,
    told: many('move', 3000, (n) => [
      {
        by: pick(['Ana', 'Bo'], n),
        from: 'e2',
        to: 'e4',
        san: pick(['Nf3', 'e4', 'O-O', 'Bb5'], n)
      }
    ])
  },
  {
    id: 'auction',
    everyMs: 2000,
    told: many('bid', 2000, (n) => [
      { bidder: pick(['Ana', 'Bo', 'Cleo'], n), amount: 100 + n * 5, lot: 'Old clock' }
    ])
  },
  {
    id: 'server-log',
    everyMs: 400,
    told: many('log', 400, (n) => [
      {
        level: pick(['info', 'debug', 'warn'], n),
        message: pick(
          ['worker started', 'connection accepted from pool', 'cache miss for key', 'job finished'],
          n
        ),
        pid: 4000 + (n % 4),
        time: 1772368496000 + n * 400
      }
    ])
  },
  {
    id: 'cursors',
    everyMs: 120,
    told: many('cursor', 120, (n) => [{ user: pick(['Ana', 'Bo'], n), line: n, column: n * 2 }])
  },
  {
    id: 'board-of-cards',
    everyMs: 4000,
    told: many('card moved', 4000, (n) => [
      {
        card: 'c-' + (n % 5),
        column: pick(['todo', 'doing', 'done'], n),
        by: pick(['Ana', 'Bo'], n)
      }
    ])
  },
  {
    id: 'weather',
    everyMs: 5000,
    told: many('weather', 5000, (n) => [
      {
        city: pick(['Turin', 'Oslo'], n),
        sky: pick(['light rain', 'clear sky'], n),
        celsius: 11 + n
      }
    ])
  },
  {
    id: 'departures',
    everyMs: 3000,
    told: many('departure', 3000, (n) => [
      { train: 'R ' + (1200 + n), platform: n % 9, status: pick(['on time', 'delayed 5 min'], n) }
    ])
  },
  {
    id: 'home-automation',
    everyMs: 900,
    told: many('mqtt', 900, (n) => [
      pick(['home/kitchen/light', 'home/hall/door'], n),
      pick(['ON', 'OFF'], n)
    ])
  },
  {
    id: 'calls',
    everyMs: 700,
    told: many('signal', 700, (n) => [
      {
        from: pick(['a1', 'b2'], n),
        sdp: 'v=0\r\no=- 46117 2 IN IP4 127.0.0.1\r\ns=-',
        type: 'offer'
      }
    ])
  },
  {
    id: 'file-sync',
    everyMs: 600,
    told: many('change', 600, (n) => [
      {
        path: `/docs/report-${n}.txt`,
        hash: `9f8e7d6c5b4a39281706f5e4d3c2b1a${n % 10}`,
        size: n * 100
      }
    ])
  },
  {
    id: 'votes',
    everyMs: 2500,
    told: many('poll', 2500, (n) => [
      { question: 'Where do we meet?', votes: { park: n, station: n * 2 }, open: true }
    ])
  }
]
