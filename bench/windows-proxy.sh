#!/usr/bin/env bash
# The agent on a Windows as Wine plays it, behind squid: it proves an account by Kerberos (a KDC of MIT Kerberos) and enrols; without a ticket, where
# Wine's Negotiate has only NTLM, it sends nothing and says so. Prints what the agent said and what squid wrote. Needs krb5-kdc, krb5-admin-server,
# krb5-user and squid of Debian; all of it runs on this machine, under a folder that is removed at the end.
#   bench/windows-proxy.sh
source "$(dirname "${BASH_SOURCE[0]}")/../installers/line.sh"
source "$(dirname "$vigie")/installers/wine.sh"
for each in kdb5_util krb5kdc kinit squid; do
    command -v "$each" >/dev/null || { printf '%s is needed: apt-get install krb5-kdc krb5-admin-server krb5-user squid\n' "$each" >&2; exit 1; }
done
"$vigie" build
make_windows
chmod 711 "$work" # squid gives its rights up
mkdir -m 777 "$work/squid"

kdc=$(free_port)
cat >"$work/krb5.conf" <<EOF
[libdefaults]
 default_realm = MAIRIE.EXAMPLE
 dns_lookup_kdc = false
 dns_canonicalize_hostname = false
 rdns = false
[realms]
 MAIRIE.EXAMPLE = {
  kdc = 127.0.0.1:$kdc
 }
[domain_realm]
 localhost = MAIRIE.EXAMPLE
EOF
cat >"$work/kdc.conf" <<EOF
[kdcdefaults]
 kdc_listen = 127.0.0.1:$kdc
 kdc_tcp_listen = 127.0.0.1:$kdc
[realms]
 MAIRIE.EXAMPLE = {
  database_name = $work/principal
  key_stash_file = $work/stash
  acl_file = $work/acl
 }
EOF
export KRB5_CONFIG=$work/krb5.conf KRB5_KDC_PROFILE=$work/kdc.conf KRB5CCNAME=FILE:$work/tickets
kdb5_util create -s -P master -r MAIRIE.EXAMPLE >/dev/null 2>&1
for each in 'addprinc -pw pc PC01$' 'addprinc -randkey HTTP/localhost' "ktadd -k $work/squid/keytab HTTP/localhost"; do
    kadmin.local -q "$each" >/dev/null 2>&1
done
chmod 644 "$work/squid/keytab"
krb5kdc -n >/dev/null 2>&1 &
until_true 20 answers "$kdc"
printf 'pc\n' | kinit 'PC01$' >/dev/null

proxy=$(free_port)
cat >"$work/squid.conf" <<EOF
http_port 127.0.0.1:$proxy
pid_filename none
cache_log $work/squid/cache.log
access_log stdio:$work/squid/access.log
coredump_dir $work/squid
cache deny all
auth_param negotiate program /usr/lib/squid/negotiate_kerberos_auth -k $work/squid/keytab -s HTTP/localhost@MAIRIE.EXAMPLE
auth_param negotiate children 2
acl known proxy_auth REQUIRED
http_access allow known
http_access deny all
shutdown_lifetime 1 second
visible_hostname mandataire
EOF
squid -f "$work/squid.conf" -N >/dev/null 2>&1 &
until_true 30 answers "$proxy"

port=$(free_port)
collector init --name "localhost:$port" --listen "127.0.0.1:$port" --admin bench --console none >/dev/null
start_collector
token=$(collector token create --commune 29019 --uses 2 --expires 1h --format jsonl | sed -n 's/.*"token":"\([^"]*\)".*/\1/p')
printf '\nwith a ticket of PC01$:\n'
agent enrol --lang en --token "$token" --proxy "localhost:$proxy" || true
printf '\nwithout a ticket:\n'
kdestroy
on_windows "$(windows_class_path)" bzh.vigie.agent.Main enrol --again --state 'C:\vigie' --lang en --token "$token" --proxy "localhost:$proxy" 2>&1 | grep -v affinity || true
printf '\nsquid:\n'
cut -d' ' -f4- "$work/squid/access.log"
