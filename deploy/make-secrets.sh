#!/usr/bin/env bash
# Makes the credentials of a deployment as files, one for each setting, in the folder "secrets" beside this script.
#   make-secrets.sh [folder [host]]     another folder; how the replicas reach PostgreSQL, such as "127.0.0.1;Port=5432"
# Files that are there are kept. The folder is the owner's alone; the files in it can be read by all,
# since a container sees them as a user of its own.
set -euo pipefail
folder=${1:-$(dirname "$0")/secrets}
mkdir -p "$folder"
chmod 700 "$folder"

random() { head -c 48 /dev/urandom | base64 | tr -d '+/=\n' | head -c 40; }
put() { # <name> <text>
  [ -e "$folder/$1" ] || { printf '%s' "$2" >"$folder/$1.new"; chmod 444 "$folder/$1.new"; mv "$folder/$1.new" "$folder/$1"; }
}

put postgres-password "$(random)"
put ConnectionStrings__Metrics "Host=${2:-postgres};Username=metrics;Password=$(cat "$folder/postgres-password");Database=metrics"
put Organizations__0__ApiUsers__0__Token "$(random)"
put Organizations__0__ApiUsers__0__SecretKey "$(random)"
echo "The credentials are in $folder. The token of the administrator: $folder/Organizations__0__ApiUsers__0__Token"
