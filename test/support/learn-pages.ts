// What the pages of known servers say in their scripts: at the same address, or where their client lives.
/*
 * Written by hand, in the manner of each: names and shapes are facts of `learn-wants.json`, the code
 * around them is made up. Servers whose client is an app or a program have none, nor has the one whose page
 * talks through Sails' own library.
 */
/** Pages at the server's own address. */
export const pages: Readonly<Record<string, string>> = {
  'sio-chat': `const sendMessage = () => { let message = $inputMessage.val(); message = cleanInput(message);
      if (message && connected) { $inputMessage.val(''); socket.emit('new message', message); } }
    const setUsername = () => { username = cleanInput($usernameInput.val().trim()); if (username) { socket.emit('add user', username); } }
    const updateTyping = () => { if (connected) { socket.emit('typing'); setTimeout(() => socket.emit('stop typing'), 400) } }
    socket.on('new message', (data) => addChatMessage(data));`,
  'sio-get-started-chat': `form.addEventListener('submit', (e) => { e.preventDefault(); if (input.value) { socket.emit('chat message', input.value); input.value = ''; } });`,
  'sio-classic-0x-chat': `$('#set-nickname').submit(function (ev) { socket.emit('nickname', $('#nick').val(), function (set) { if (!set) { clear(); } }); return false; });
    $('#send-message').submit(function () { message('me', $('#message').val()); socket.emit('user message', $('#message').val()); clear(); });`,
  'feathers-chat': `client.configure(feathers.socketio(socket)); client.service('messages').create({ text: input.value }); client.authenticate({ strategy: 'local', email, password })`,
  thelounge: `e.emit("auth:perform",{user:t.user.value,password:t.password.value});e.emit("input",{target:n.activeChannel.channel.id,text:r});
    e.emit("open",n.id),e.emit("more",{target:n.id,lastId:o})`,
  'etherpad-chat': `const sendClientReady = (isReconnect) => { const msg = { component: 'pad', type: 'CLIENT_READY', padId, sessionID: Cookies.get('sessionID'), token, userInfo }; socket.emit('message', msg); };
    send(text) { pad.collabClient.sendMessage({ type: 'CHAT_MESSAGE', message: { text } }); }
    sendMessage = (msg) => { socket.emit('message', { type: 'COLLABROOM', component: 'pad', data: msg }) }`,
  'nodebb-chat': `socket.emit('meta.rooms.enter', { enter: room, username: app.user.username }); socket.emit('topics.markAsRead', [tid]);
    socket.emit('modules.chats.enter', ajaxify.data.roomId); socket.emit('modules.chats.leave', ajaxify.data.roomId); api.post('/chats/' + roomId, { message: msg })`,
  chainlit: `n.emit("connection_successful");r.emit("client_message",{message:{id:uuid(),threadId:"",name:user.name,type:"user_message",output:text,createdAt:new Date().toISOString()},fileReferences:f})`,
  openhands: `const send=e=>{sio.emit("oh_user_action",e)};send({action:"message",args:{content:t,image_urls:i,file_urls:f,timestamp:n}})`,
  'traversy-chatcord': `const { username, room } = Qs.parse(location.search, { ignoreQueryPrefix: true });
    socket.emit('joinRoom', { username, room });
    chatForm.addEventListener('submit', (e) => { let msg = e.target.elements.msg.value; socket.emit('chatMessage', msg); });`,
  'mern-talk-a-tive': `const isOwn = (m) => m.sender._id === user._id; header(user.name, user.pic); socket.emit("setup", user); socket.emit("join chat", selectedChat._id); socket.emit("new message", data); socket.emit("typing", selectedChat._id);`,
  'netninja-websockets': `btn.addEventListener('click', function () { socket.emit('chat', { message: message.value, handle: handle.value }); message.value = ""; });
    message.addEventListener('keypress', function () { socket.emit('typing', handle.value); })`,
  'andrewmead-chat-v2': `socket.on('connect', function () { var params = jQuery.deparam(window.location.search);
      socket.emit('join', params, function (err) { if (err) { alert(err); window.location.href = '/'; } }) });
    socket.emit('createMessage', { text: messageTextbox.val() }, function () { messageTextbox.val('') });
    socket.emit('createLocationMessage', { latitude: position.coords.latitude, longitude: position.coords.longitude });`,
  'mukhin-example-1': `socket.on('connect', function(){ socket.emit('adduser', prompt("What's your name?")); });
    $('#datasend').click( function() { var message = $('#data').val(); $('#data').val(''); socket.emit('sendchat', message); });`,
  'flask-socketio-chat': `socket.on('connect', function() { socket.emit('joined', {}); });
    $('#text').keypress(function(e) { if (e.which == 13) { text = $('#text').val(); socket.emit('text', {msg: text}); } });
    function leave_room() { socket.emit('left', {}, function() { socket.disconnect(); }) }`,
  'flask-socketio-example': `socket.on('connect', function() { socket.emit('my_event', {data: 'I\\'m connected!'}); });
    $('form#emit').submit(function(event) { socket.emit('my_event', {data: $('#emit_data').val()}); return false; });
    $('form#broadcast').submit(function(event) { socket.emit('my_broadcast_event', {data: $('#broadcast_data').val()}); });
    $('form#join').submit(function(event) { socket.emit('join', {room: $('#join_room').val()}); });
    $('form#send_room').submit(function(event) { socket.emit('my_room_event', {room: $('#room_name').val(), data: $('#room_data').val()}); });
    window.setInterval(function() { socket.emit('my_ping'); }, 1000);`,
  fiora: `fetch("login",{username:e,password:t,os:n.os,browser:n.name,environment:n.description});function fetch(e,t){return new Promise(n=>{socket.emit(e,t,r=>{n(r)})})}fetch("sendMessage",{to:e,type:t,content:n})`,
  'hua-webchat': `socket.emit('login', { name: this.user.name, id: this.user.id, browser, os, ua }); socket.emit('room', { name: this.user.name, src: this.user.src, roomid: this.roomid });
    const obj = { username: this.user.name, src: this.user.src, img: '', msg: this.chatValue, roomid: this.roomid, roomType: 'group', to: '', from: this.userId, time: new Date(), type: 'text', clientId: uuid() }; socket.emit('message', obj);`,
  'lets-chat': `this.socket.emit('account:whoami', function (user) {}); this.socket.emit('rooms:list', { users: true }, cb);
    this.socket.emit('rooms:join', { roomId: id, password: password }, function (resRoom) {}); this.socket.emit('messages:create', message);
    var message = { room: room.id, text: $textarea.val() };`,
  'balloons-io': `socket.emit('history request'); function sendMsg() { socket.emit('my msg', { msg: $('.chat-input input.text').val() }) } socket.emit('set status', { status: status });`,
  cytube: `socket.emit("joinChannel", { name: CHANNEL.name }); socket.emit("login", { name: name, pw: pw });
    socket.emit("chatMsg", { msg: msg, meta: meta }); socket.emit("pm", { to: user, msg: msg, meta: meta });`,
  'agar-io-clone': `socket.emit('respawn'); socket.on('welcome', function (playerSettings) { player = playerSettings; player.name = global.playerName; socket.emit('gotit', player); });
    sendChat(key) { var text = input.value; self.addChatLine(player.name, text, true); socket.emit('playerChat', { sender: player.name, message: text }); }
    socket.emit('0', window.canvas.target); socket.emit('pingcheck');`,
  'mirotalk-sfu': `this.socket.request = function request(type, data = {}) { return new Promise((resolve, reject) => { socket.emit(type, data, (data) => { if (data.error) reject(data.error); else resolve(data); }); }); };
    peer_info = { join_data_time: Date.now(), peer_uuid: peer_uuid, peer_id: socket.id, peer_name: peer_name, peer_audio: isAudioOn };
    await this.socket.request('createRoom', { room_id }); const data = { room_id: this.room_id, peer_info: this.peer_info }; socket.request('join', data);
    let data2 = { room_id: this.room_id, peer_name: this.peer_name, peer_avatar: this.peer_avatar, peer_id: this.peer_id, to_peer_id: 'all', to_peer_name: 'all', peer_msg: peer_msg, msg_id: id }; this.socket.emit('message', data2);`,
  'open-webui-channels': `const s=io(base,{path:"/ws/socket.io",auth:{token:localStorage.token}});s.on("connect",()=>{localStorage.token&&s.emit("user-join",{auth:{token:localStorage.token}})});
    u.set(a),r(socket)?.emit("join-channels",{auth:{token:r(user)?.token}});n?.emit("events:channel",{channel_id:e,message_id:t,data:{type:"typing",data:{typing:!0}}})`
}

/** Pages of clients that live at another address and name the server in their script. */
export const clientPages: Readonly<Record<string, string>> = {
  'pedrotech-react-chat': `const s=io.connect("http://localhost:3001");function C(e){let{socket:t,username:n,room:r}=e;const[a,l]=useState("");
    const u=async()=>{if(a!==""){const e={room:r,author:n,message:a,time:new Date(Date.now()).getHours()+":"+new Date(Date.now()).getMinutes()};await t.emit("send_message",e),l("")}};
    useEffect(()=>{t.on("receive_message",e=>{o(t=>[...t,e])})},[t])}
    function A(){const[e,t]=useState(""),[n,r]=useState("");const join=()=>{e!==""&&n!==""&&s.emit("join_room",n)}}`,
  'kishan-snappy': `useEffect(()=>{t&&(a.current=io("http://localhost:5000"),a.current.emit("add-user",t._id))},[t]);
    const send=async msg=>{const d=JSON.parse(localStorage.getItem(k));a.current.emit("send-msg",{to:currentChat._id,from:d._id,msg});await axios.post(u,{from:d._id,to:currentChat._id,message:msg})};
    a.current.on("msg-recieve",e=>{o({fromSelf:!1,message:e})})`,
  'wds-simple-chat': `const socket = io('http://localhost:3000')
    const name = prompt('What is your name?'); appendMessage('You joined'); socket.emit('new-user', name)
    socket.on('chat-message', data => { appendMessage(data.name + ': ' + data.message) })
    messageForm.addEventListener('submit', e => { e.preventDefault(); const message = messageInput.value; socket.emit('send-chat-message', message); messageInput.value = '' })`,
  'rasa-socketio': `const socket=io("http://localhost:5005",{path:"/socket.io/"});socket.on("connect",()=>{const id=this.getSessionId();socket.emit("session_request",{session_id:id})});
    socket.on("bot_uttered",e=>{this.handleBotUtterance(e)});
    "EMIT_NEW_USER_MESSAGE"===n.type&&socket.emit("user_uttered",{message:n.text,customData:socket.customData,session_id:r})`,
  devika: `const socket=io("http://127.0.0.1:1337",{autoConnect:!1});function init(){socket.connect();socket.emit("socket_connect",{data:"frontend connected!"});socket.on("server-message",e=>{messages.update(t=>[...t,e.messages])})}
    function emitMessage(channel,message){socket.emit(channel,message)}function listen(channel,callback){socket.on(channel,callback)}
    emitMessage("user-message",{message:text,base_model:model,project_name:projectName,search_engine:engine})`,
  'laravel-echo-server': `subscribe(){this.socket.emit("subscribe",{channel:this.name,auth:this.options.auth||{}})}unsubscribe(){this.unbind(),this.socket.emit("unsubscribe",{channel:this.name,auth:this.options.auth||{}})}
    whisper(e,t){return this.socket.emit("client event",{channel:this.name,event:"client-"+e,data:t}),this}
    window.Echo=new Echo({broadcaster:"socket.io",host:"http://localhost:6001",auth:{headers:{Authorization:"Bearer "+token}}})`,
  nerimity: `const ClientEvents={AUTHENTICATE:"user:authenticate",NOTIFICATION_DISMISS:"notification:dismiss",VOICE_SIGNAL_SEND:"voice:signal_send",UPDATE_ACTIVITY:"user:update_activity"};
    const s=io("https://nerimity.example",{transports:["websocket"],autoConnect:!1});const dismiss=e=>{s.emit(ClientEvents.NOTIFICATION_DISMISS,{channelId:e})};
    s.on("connect",()=>{const e=getStorageString(U,void 0);s.emit(ClientEvents.AUTHENTICATE,{token:e})});`,
  donationalerts: `var socket = io("wss://socket.donation.example:443"); socket.on('connect', function () { socket.emit('add-user', { token: token, type: 'minor' }) });
    socket.on('donation', function (msg) { show(JSON.parse(msg)) })`
}
