#!/bin/sh
# Starts Mosquitto with the passwords that are in files named for their users: start.sh [FOLDER]. compose.yaml runs it in
# the broker's container, where the folder of the secrets is /run/secrets.
set -eu
secrets=${1:-/run/secrets}
cd "$(dirname "$0")"
umask 077
for user in replay player monitor dashboard; do
  [ -s "$secrets/$user" ] || { echo "start.sh: no password in $secrets/$user" >&2; exit 1; }
  case $(cat "$secrets/$user") in
    *"
"*) echo "start.sh: the password in $secrets/$user has several lines; make another" >&2; exit 1 ;;
    *:*) echo "start.sh: the password in $secrets/$user has a colon, at which Mosquitto would cut it; make another" >&2; exit 1 ;;
  esac
  printf '%s:%s\n' "$user" "$(cat "$secrets/$user")"
done >../passwords
mosquitto_passwd -U ../passwords                                                    # hashes them
printf -- '-u dashboard\n-P %s\n' "$(cat "$secrets/dashboard")" >../mosquitto_sub # options of the health check
[ "$(id -u)" != 0 ] || chown mosquitto ../passwords
exec mosquitto -c mosquitto.conf
