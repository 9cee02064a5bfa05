#!/bin/sh
# Starts Filo on Linux, before Filo can look after itself: leaves a Wayland display that is not there, and goes
# back to the former AppImage where a new one did not start twice.
here=$(dirname "$(readlink -f "$0")")

# How many starts of a new version may fail before the former one comes back.
most_failed=2

# True where $1 is a socket that somebody listens at.
listens() {
  [ -S "$1" ] || return 1
  [ -r /proc/net/unix ] || return 0
  while read -r _ _ _ flags _ _ _ path; do
    [ "$path" = "$1" ] && [ "$flags" = 00010000 ] && return 0
  done </proc/net/unix
  return 1
}

# Chromium ends the process, without a word to its user, when its display is not there.
choose_display() {
  [ -n "$WAYLAND_DISPLAY" ] || return 0
  [ -z "$WAYLAND_SOCKET" ] || return 0
  case $WAYLAND_DISPLAY in
    /*) socket=$WAYLAND_DISPLAY ;;
    *) socket=$XDG_RUNTIME_DIR/$WAYLAND_DISPLAY ;;
  esac
  listens "$socket" && return 0
  [ -n "$DISPLAY" ] || return 0
  echo "filo: nobody answers at $socket, using the X display $DISPLAY" >&2
  unset WAYLAND_DISPLAY
  platform=--ozone-platform=x11
}

# Counts the starts of a new AppImage that came to nothing: src-main/updater/trial.ts says what stands where.
count_failed() {
  failed=0
  while read -r word pid; do
    [ "$word" = start ] || continue
    kill -0 "$pid" 2>/dev/null || failed=$((failed + 1))
  done <"$trial"
}

go_back() {
  read -r _ version <"$trial"
  echo "filo: version $version did not start twice, going back" >&2
  mv -f "$former" "$APPIMAGE" || return 0
  printf '%s\n' "$version" >"$undone"
  rm -f "$trial"
  again=$APPIMAGE
  unset APPDIR APPIMAGE ARGV0 LD_LIBRARY_PATH
  exec "$again" "$@"
}

try_update() {
  [ -n "$APPIMAGE" ] || return 0
  beside=$(dirname "$APPIMAGE")/.$(basename "$APPIMAGE")
  trial=$beside.trial former=$beside.former undone=$beside.undone
  [ -f "$trial" ] && [ -f "$former" ] || return 0
  count_failed
  [ "$failed" -lt "$most_failed" ] || go_back "$@"
  # What is started below keeps this process's number.
  [ ! -f "$trial" ] || echo "start $$" >>"$trial"
}

platform=
for argument; do
  case $argument in --ozone-platform=* | --ozone-platform-hint=x11) platform=$argument ;; esac
done
if [ -n "$platform" ]; then platform=; else choose_display; fi
try_update "$@"
exec "$here/filo-bin" ${platform:+"$platform"} "$@"
