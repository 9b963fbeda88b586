#!/usr/bin/env bash
# A Debian 13 that really boots, with a kernel that loads modules and a TPM 2.0 (qemu and swtpm, without hardware help where there is none): both
# packages in it, the authority's passphrase sealed by the TPM as COLLECTOR.md says. Asked: does the collector start by itself after the machine
# started anew; does it stay shut where the same disk meets another TPM; is a kernel module that is loaded told? Some fifteen minutes.
#   bench/booted.sh AGENT.deb COLLECTOR.deb     as root; one line for each question, 1 where one is answered wrongly
set -euo pipefail
[ $# = 2 ] || { sed -n 2,5p "$0" >&2; exit 2; }
[ "$(id -u)" = 0 ] || { echo "booted.sh: run this as root" >&2; exit 2; }
for program in qemu-system-x86_64 swtpm mmdebstrap mke2fs ssh; do
    command -v "$program" >/dev/null || { echo "booted.sh: $program is missing (qemu-system-x86 swtpm mmdebstrap e2fsprogs openssh-client)" >&2; exit 2; }
done
work=$(mktemp -d)
machine=''
undo() {
    [ -z "$machine" ] || kill "$machine" 2>/dev/null || true
    pkill -f "swtpm socket .*$work" || true
    rm -rf --one-file-system "$work"
}
trap undo EXIT
port=$((20000 + RANDOM % 20000))
wrong=0

ssh-keygen -q -t ed25519 -N '' -f "$work/key"
mmdebstrap --quiet --variant=minbase --include=systemd-sysv,udev,dbus,linux-image-cloud-amd64,iproute2,openssh-server,kmod,procps,tpm2-tools,libtss2-esys-3.0.2-0t64,libtss2-rc0t64,libtss2-mu-4.0.1-0t64 \
    trixie "$work/root" http://deb.debian.org/debian
root=$work/root
echo '/dev/vda / ext4 defaults 0 1' >"$root/etc/fstab"
echo vigie-vm >"$root/etc/hostname"
echo '127.0.0.1 localhost vigie-vm' >"$root/etc/hosts"
printf '[Match]\nName=e*\n[Network]\nDHCP=yes\n' >"$root/etc/systemd/network/e.network"
mkdir -p "$root/root/.ssh"
cp "$work/key.pub" "$root/root/.ssh/authorized_keys"
cp "$1" "$root/root/agent.deb"
cp "$2" "$root/root/collector.deb"
chroot "$root" systemctl enable systemd-networkd ssh >/dev/null 2>&1
cp "$root"/boot/vmlinuz-* "$work/vmlinuz"
cp "$root"/boot/initrd.img-* "$work/initrd"
truncate -s 5G "$work/disk"
mke2fs -q -t ext4 -d "$root" "$work/disk"
rm -rf --one-file-system "$root"

inside() {
    ssh -q -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o ConnectTimeout=10 -i "$work/key" -p "$port" root@127.0.0.1 "$@"
}
# until COMMAND …: true as soon as it is, false after ten minutes
until_so() {
    local tries
    for ((tries = 0; tries < 200; tries++)); do
        ! "$@" >/dev/null 2>&1 || return 0
        sleep 3
    done
    return 1
}
# boot TPM: with the TPM whose state is in that folder
boot() {
    mkdir -p "$work/$1"
    swtpm socket --tpm2 --tpmstate "dir=$work/$1" --ctrl "type=unixio,path=$work/$1/sock" --daemon
    qemu-system-x86_64 -accel tcg,thread=multi -cpu max -m 3072 -smp 2 -display none -serial "file:$work/$1.log" -kernel "$work/vmlinuz" \
        -initrd "$work/initrd" -append 'root=/dev/vda rw console=ttyS0' -drive "file=$work/disk,if=virtio,format=raw" \
        -netdev "user,id=net,hostfwd=tcp:127.0.0.1:$port-:22" -device virtio-net-pci,netdev=net \
        -chardev "socket,id=tpm,path=$work/$1/sock" -tpmdev emulator,id=tpm0,chardev=tpm -device tpm-tis,tpmdev=tpm0 &
    machine=$!
    until_so inside true || { echo "the machine does not start: $(tail -n 3 "$work/$1.log")" >&2; exit 1; }
}
stop() {
    inside 'systemctl poweroff' || true
    wait "$machine" || true
    machine=''
}
# says QUESTION COMMAND …: whether the command is true
says() {
    local question=$1
    shift
    if until_so "$@"; then printf 'yes  %s\n' "$question"; else printf 'NO   %s\n' "$question"; wrong=1; fi
}
serves() { inside 'systemctl is-active -q vigie-collector && (exec 3<>/dev/tcp/127.0.0.1/7443)'; }
is_refused() { inside 'journalctl -b -u vigie-collector -o cat --no-pager | grep -q "Failed to set up credentials"'; }
# Again and again, since the agent's sources begin a while after its start.
loaded() {
    inside "rmmod dummy 2>/dev/null; modprobe dummy; sleep 3; vigie-collector events search --format jsonl 'kind:kernel-code dummy' | grep -q loaded"
}

boot own
inside 'dpkg -i /root/agent.deb /root/collector.deb >/dev/null 2>&1 && vigie-collector init --name vigie-vm:7443 --admin admin >/dev/null
    mkdir -p -m 700 /etc/credstore.encrypted
    systemd-creds encrypt --with-key=tpm2 --name=vigie-collector.ca-passphrase /etc/vigie-collector/ca.passphrase /etc/credstore.encrypted/vigie-collector.ca-passphrase
    shred -u /etc/vigie-collector/ca.passphrase
    systemctl enable -q vigie-collector && systemctl restart vigie-collector'
says 'sealed by the TPM, the collector starts' serves
inside 'vigie-collector token create --commune 29019 2>/dev/null | grep -o "^vigie1[^ ]*" >/root/token && vigie-agent enrol --token-file /root/token >/dev/null'
says 'the agent is watched by it' inside "vigie-collector hosts list --format jsonl | grep -q '\"state\":\"active\"'"
says 'a kernel module that is loaded is told' loaded
stop
boot own
says 'the machine started anew, and the collector with it' serves
stop
boot other
says 'with another TPM the same disk opens nothing' is_refused
exit $wrong
