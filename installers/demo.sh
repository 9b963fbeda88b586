#!/usr/bin/env bash
# The main job on this machine, with the same programs and commands that users run: a collector and an agent with temporary
# state, real certificates, real telemetry; a harmless specimen is planted, raises its alert, and is removed again.
#   ./vigie demo [--stay]
# Ends by itself with exit code 0 when everything was seen; --stay fills the collector with a small region that is made up, so that every page of
# the console has something to show, and keeps both sides running until Ctrl-C.
source "$(dirname "${BASH_SOURCE[0]}")/line.sh"
stay=false
for argument in "$@"; do
    case $argument in
        --stay) stay=true ;;
        *) echo "demo: unknown argument '$argument'; known is --stay" >&2; exit 2 ;;
    esac
done

case ${VIGIE_LANGUAGE:-${LC_ALL:-${LC_MESSAGES:-${LANG:-}}}} in fr*) lang=fr ;; *) lang=en ;; esac
say() { # French text, English text
    if [ $lang = fr ]; then printf '\n── %s\n' "$1"; else printf '\n── %s\n' "$2"; fi
}
give_up() {
    say "Échec : $1" "Failed: $2"
    printf '%s\n' "--- collector" && tail -n 20 "$work/collector.log" || true
    printf '%s\n' "--- agent" && tail -n 20 "$work/agent.log" || true
    exit 1
}

specimen='' made=()

remove_specimen() {
    [ -z "$specimen" ] || rm -f -- "$specimen"
    specimen=''
    local i
    for ((i = ${#made[@]} - 1; i >= 0; i--)); do rmdir -- "${made[$i]}" 2>/dev/null || true; done
    made=()
}
undo() { remove_specimen; }

port=$(free_port) || give_up "aucun port libre" "no free port"
console=none
$stay && console=127.0.0.1:$((port + 1))

say "1. Un collecteur avec sa propre autorité de certification" "1. A collector with a certificate authority of its own"
collector init --name "localhost:$port" --listen "127.0.0.1:$port" --console "$console" --admin "$(id -un)" --lang $lang
sample=$(dirname "$vigie")/collector/src/test/java/bzh/vigie/collector/region/SampleRegion.java
if $stay; then
    say "Une petite région inventée : six communes, soixante machines, douze jours" "A small region that is made up: six communes, sixty machines, twelve days"
    "$vigie" java "$sample" "$work/collector" 2>"$work/sample.log" || { cat "$work/sample.log"; give_up "la région n'a pas été écrite" "the region was not written"; }
fi
start_collector || give_up "le collecteur ne répond pas" "the collector does not answer"
# Its machines do not run: this tells the collector that they are heard.
if $stay; then ("$vigie" java "$sample" "$work/collector" --alive >/dev/null 2>&1) & fi

say "2. Un jeton, puis l'agent de cette machine" "2. A token, then this machine's agent"
token=$(new_token)
agent enrol --token "$token" --lang $lang
start_agent
until_true 120 is_connected || give_up "l'agent ne s'est pas connecté" "the agent did not connect"
id=$(hosts | sed -n 's/.*"id":"\([^"]*\)".*/\1/p' | head -n 1)
collector hosts list --lang $lang

say "3. L'inventaire de ce qui fait démarrer du code : d'abord ce qui signale ses changements" \
    "3. The inventory of what makes code run: first what tells of its changes"
(exec "$vigie" collector alerts follow --dir "$work/collector" --format jsonl >"$work/alerts.jsonl" 2>"$work/alerts.err") &
follower=$!
until_true 600 is_watched || give_up "l'inventaire n'a pas fini" "the inventory did not finish"
say "Ce que l'agent surveille, et ce qu'il ne surveille pas :" "What the agent watches, and what it does not:"
agent status --lang $lang

say "4. La télémétrie arrive" "4. Telemetry is arriving"
count() { collector events --count --lang en 2>"$work/count.err" | grep -o "^[0-9]*" || echo 0; }
before=$(count)
for _ in $(seq 1 50); do /bin/true; done
more() { after=$(count); [ "$after" -gt "$before" ]; }
until_true 120 more || give_up "aucun événement n'arrive" "no event is arriving"
printf '   %s → %s\n' "$before" "$after"

say "5. Un spécimen inoffensif est posé" "5. A harmless specimen is planted"
plant_under() { # folder, made as far as it is missing
    local folder=$1 missing=() each
    each=$folder
    while [ ! -d "$each" ]; do missing=("$each" "${missing[@]}"); each=$(dirname "$each"); done
    for each in "${missing[@]}"; do mkdir -- "$each" && made+=("$each"); done
}
if [ -w /etc/cron.d ]; then
    specimen=/etc/cron.d/vigie-demo-$$
    # 31 February never comes, and the file it names does not exist.
    content="# Vigie demo: harmless, removed at the end of the demo
0 4 31 2 * root /dev/shm/.vigie-demo-$$ >/dev/null 2>&1"
else
    plant_under "$HOME/.config/autostart"
    specimen=$HOME/.config/autostart/vigie-demo-$$.desktop
    content="[Desktop Entry]
Type=Application
Name=Vigie demo, harmless, removed at the end of the demo
Exec=/dev/shm/.vigie-demo-$$"
fi
printf '   %s\n' "$specimen"
planted=$(date +%s%N)
printf '%s\n' "$content" >"$specimen"
alerted() { grep -F -- "$specimen" "$work/alerts.jsonl" | grep -v '"change":"removed"' | grep -q '"id"'; }
until_true 120 alerted || give_up "aucune alerte pour $specimen" "no alert for $specimen"
printf '   %s ms\n' $((($(date +%s%N) - planted) / 1000000))
alert=$(grep -F -- "$specimen" "$work/alerts.jsonl" | sed -n 's/.*"id":"\([^"]*\)".*/\1/p' | head -n 1)
say "L'alerte, telle qu'un analyste la lit :" "The alert as an analyst reads it:"
collector alerts show "$alert" --lang $lang

say "6. Le spécimen est retiré, et cela se voit" "6. The specimen is removed, and that is seen"
gone=$specimen
remove_specimen
removal() { grep -F -- "$gone" "$work/alerts.jsonl" | grep -q '"change":"removed"'; }
noticed() { collector events --field "source=$gone" --field change=removed --count 2>/dev/null | grep -qv '^0$'; }
until_true 120 noticed || give_up "le retrait n'a pas été vu" "the removal was not noticed"
collector events --field "source=$gone" --field change=removed --lang $lang

if $stay; then
    say "Les deux côtés tournent encore ; Ctrl-C arrête et efface tout. État : $work" \
        "Both sides keep running; Ctrl-C stops and removes everything. State: $work"
    say "La console : ouvrez ce lien et choisissez un mot de passe (le certificat est celui de ce collecteur, le navigateur le dit) :" \
        "The console: open this link and choose a password (the certificate is this collector's own, the browser says so):"
    collector users add "Vigie" --role lead --reason demo --lang $lang
    say "Les mêmes pages, pour la mairie de Plouessai (commune 29991, inventée), et pour l'administration (qui ne voit pas la télémétrie) :" \
        "The same pages for the town hall of Plouessai (commune 29991, made up), and for an administrator (who sees no telemetry):"
    collector users link "Mairie de Plouessai" --lang $lang
    collector users link "Administration" --lang $lang
    wait "$agent_pid"
fi

say "7. Le certificat est révoqué : l'agent est refusé" "7. The certificate is revoked: the agent is refused"
collector hosts revoke "$id" --reason demo --lang $lang
refused() { agent status --format jsonl | grep -q '"connection":"revoked"'; }
until_true 120 refused || give_up "l'agent révoqué n'est pas refusé" "the revoked agent is not refused"
agent status --lang $lang | head -n 8
kill "$follower" 2>/dev/null || true

say "Fini : tout a été vu, tout est retiré." "Done: everything was seen, everything is removed."
