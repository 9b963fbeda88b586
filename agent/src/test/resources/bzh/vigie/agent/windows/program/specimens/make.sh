#!/bin/sh
# Makes the specimens of this folder: small programs signed in all the ways that matter, under authorities made for it whose keys
# are thrown away (table-without-signature.exe is none of them: bench/fuzz.sh found those bytes, a table of certificates that holds no signature). Needs gcc-mingw-w64-x86-64, osslsigncode 2.9, openssl 3.5, faketime and python3 (Debian 13). What is kept was made once.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

# A program that imports by name and by number, with a version resource.
cat > program.c <<'C'
__declspec(dllimport) void __stdcall ExitProcess(unsigned int);
__declspec(dllimport) int __stdcall WSAGetLastError(void);
__declspec(dllimport) int __stdcall closesocket(unsigned long long);
__declspec(dllimport) unsigned int __stdcall SysStringLen(void *);
void start(void) {
    ExitProcess(WSAGetLastError() + closesocket(0) + SysStringLen(0));
}
C
cat > program.rc <<'C'
1 VERSIONINFO
FILEVERSION 1,2,3,4
BEGIN
  BLOCK "StringFileInfo"
  BEGIN
    BLOCK "040904B0"
    BEGIN
      VALUE "CompanyName", "Commune d'essai"
      VALUE "FileDescription", "Spécimen"
      VALUE "InternalName", "specimen"
      VALUE "OriginalFilename", "specimen.exe"
    END
  END
END
C
printf 'LIBRARY ws2_32.dll\nEXPORTS\nWSAGetLastError @111 NONAME\nclosesocket @3 NONAME\n' > ws2.def
printf 'LIBRARY oleaut32.dll\nEXPORTS\nSysStringLen @7 NONAME\n' > oleaut.def
for def in ws2 oleaut; do x86_64-w64-mingw32-dlltool -d $def.def -l lib$def.a; done
x86_64-w64-mingw32-windres -c 65001 program.rc resource.o
x86_64-w64-mingw32-gcc -Os -s -nostdlib -ffreestanding -Wl,-e,start -Wl,--no-insert-timestamp \
    -o unsigned.exe program.c resource.o -L. -lws2 -loleaut -lkernel32

# Authorities: a root, one below it, and those who sign.
request() { openssl req -newkey "$1" -nodes -keyout "$2.key" -subj "$3" -out "$2.csr" 2>/dev/null; }
certify() { # who, by whom, from, until, extensions, more
    printf '%s\n' "$5" > ext
    openssl x509 -req -in "$1.csr" -CA "$2.pem" -CAkey "$2.key" -CAcreateserial -not_before "$3" -not_after "$4" \
        -extfile ext ${6:--sha256} -out "$1.pem" 2>/dev/null
}
authority='basicConstraints=critical,CA:TRUE
keyUsage=critical,keyCertSign,cRLSign'
code='basicConstraints=critical,CA:FALSE
keyUsage=critical,digitalSignature
extendedKeyUsage=codeSigning'
for root in root stranger; do
    request rsa:2048 $root "/O=Vigie essais/CN=Autorite $root"
    printf '%s\n' "$authority" > ext
    openssl x509 -req -in $root.csr -key $root.key -not_before 20000101000000Z -not_after 20991231000000Z \
        -extfile ext -out $root.pem 2>/dev/null
done
request rsa:2048 between '/O=Vigie essais/CN=Autorite intermediaire'
certify between root 20000101000000Z 20991231000000Z "$authority"
request rsa:2048 signer '/C=FR/O=Commune d essai/CN=Signataire, essai'
certify signer between 20200101000000Z 20400101000000Z "$code"
request rsa:2048 old '/C=FR/O=Commune d essai/CN=Signataire ancien'
certify old between 20100101000000Z 20120101000000Z "$code"
request rsa:2048 weak '/C=FR/O=Commune d essai/CN=Signataire faible'
certify weak between 20200101000000Z 20400101000000Z "$code" -md5
request rsa:2048 server '/C=FR/O=Commune d essai/CN=Serveur'
certify server between 20200101000000Z 20400101000000Z 'extendedKeyUsage=serverAuth'
openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-384 -nodes -keyout curve.key -subj '/C=FR/O=Commune d essai/CN=Signataire courbe' \
    -out curve.csr 2>/dev/null
certify curve between 20200101000000Z 20400101000000Z "$code"
request rsa:2048 foreign '/C=FR/O=Ailleurs/CN=Signataire inconnu'
certify foreign stranger 20200101000000Z 20400101000000Z "$code"
request rsa:2048 limited '/C=FR/O=Commune d essai/CN=Signataire limite'
certify limited between 20100101000000Z 20120101000000Z 'extendedKeyUsage=codeSigning,1.3.6.1.4.1.311.10.3.13'
request rsa:2048 stamper '/O=Vigie essais/CN=Horodatage'
certify stamper between 20050101000000Z 20400101000000Z 'keyUsage=critical,digitalSignature
extendedKeyUsage=critical,timeStamping'
# Signed by one who may not sign certificates.
request rsa:2048 below '/C=FR/O=Commune d essai/CN=Signataire usurpe'
certify below signer 20200101000000Z 20400101000000Z "$code"

sign() { # who, input, output, more
    who=$1 in=$2 out=$3
    shift 3
    cat $who.pem between.pem > chain.pem
    osslsigncode sign -certs chain.pem -key $who.key -in "$in" -out "$out" "$@" > log 2>&1 || { cat log; exit 1; }
}
cat stamper.pem between.pem > stampers.pem
stamp="-TSA-certs stampers.pem -TSA-key stamper.key -TSA-time 1300000000" # 2011-03-13T07:06:40Z
sign signer unsigned.exe valid.exe -h sha256
sign signer unsigned.exe sha1.exe -h sha1
sign signer unsigned.exe md5.exe -h md5
sign curve unsigned.exe curve.exe -h sha384
sign old unsigned.exe expired.exe -h sha256
sign old unsigned.exe stamped.exe -h sha256 $stamp
sign limited unsigned.exe lifetime.exe -h sha256 $stamp
sign weak unsigned.exe weak-chain.exe -h sha256
sign server unsigned.exe wrong-usage.exe -h sha256
sign foreign unsigned.exe foreign.exe -h sha256 -ac stranger.pem
sign below unsigned.exe usurped.exe -h sha256 -ac signer.pem
sign signer sha1.exe nested.exe -h sha256 -nest
sign signer unsigned.exe page-hashes.exe -h sha256 -ph
sign signer unsigned.exe blob.exe -h sha256 -addUnauthenticatedBlob
printf 'Write-Host "Bonjour à tous"\r\n' > plain.ps1
printf '\357\273\277Write-Host "Bonjour à tous"' > marked.psm1
printf '<?xml version="1.0"?>\r\n<Types/>\r\n' > plain.ps1xml
sign signer plain.ps1 script.ps1 -h sha256
sign signer marked.psm1 module.psm1 -h sha256
sign signer plain.ps1xml types.ps1xml -h sha256
{ printf '\377\376'; iconv -f utf-8 -t utf-16le plain.ps1; } > wide.ps1
sign signer wide.ps1 script-wide.ps1 -h sha256
sed 's/tous/toi/' script.ps1 > script-tampered.ps1
{ cat script.ps1; printf 'Remove-Item x\r\n'; } > script-appended.ps1
osslsigncode sign -certs signer.pem -key signer.key -in unsigned.exe -out incomplete.exe -h sha256 > log 2>&1

# The older time stamp, as a server gives it: the signature, signed.
python3 - <<'P' &
import base64, http.server, subprocess
class Stamper(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        request = base64.b64decode(self.rfile.read(int(self.headers['Content-Length'])))
        def walk(data):
            at = 0
            while at < len(data):
                tag, length, at = data[at], data[at + 1], at + 2
                if length & 0x80:
                    more = length & 0x7f
                    length, at = int.from_bytes(data[at:at + more], 'big'), at + more
                yield tag, data[at:at + length]
                at += length
        inner = list(walk(list(walk(request))[0][1]))[-1][1]
        signature = list(walk(list(walk(inner))[-1][1]))[0][1]
        open('to-stamp', 'wb').write(signature)
        signed = subprocess.run(['faketime', '2011-03-13 07:06:40', 'openssl', 'smime', '-sign', '-binary', '-nodetach',
            '-outform', 'DER', '-signer', 'stamper.pem', '-inkey', 'stamper.key', '-certfile', 'between.pem', '-md', 'sha256',
            '-in', 'to-stamp'], capture_output=True, check=True, env={'TZ': 'UTC', 'PATH': '/usr/bin:/bin'}).stdout
        self.send_response(200)
        self.send_header('Content-Type', 'application/octet-stream')
        self.end_headers()
        self.wfile.write(base64.b64encode(signed))
    def log_message(self, *args): pass
http.server.HTTPServer(('127.0.0.1', 18318), Stamper).handle_request()
P
sleep 1
sign old unsigned.exe counter-signed.exe -h sha256 -t http://127.0.0.1:18318/
wait

python3 - "$here" <<'P'
import struct, sys
def directory(data):
    pe = struct.unpack_from('<I', data, 0x3c)[0]
    return pe + 24 + 112 + 8 * 4
def table(data):
    return struct.unpack_from('<II', data, directory(data))
valid = open('valid.exe', 'rb').read()
at, size = table(valid)
def write(name, data): open(name, 'wb').write(bytes(data))

tampered = bytearray(valid); tampered[0x400] ^= 1; write('tampered.exe', tampered)
# A byte of the signature itself: its last, which lies in the signer's signature.
length = struct.unpack_from('<I', valid, at)[0]
end = at + 8 + 4 + struct.unpack_from('>H', valid, at + 8 + 2)[0]
forged = bytearray(valid); forged[end - 8] ^= 1; write('forged.exe', forged)
extra = b'{"server":"relais.example","key":"0123456789"}\0\0'
after = bytearray(valid[:end]) + extra
after += b'\0' * (-len(after) % 8)
struct.pack_into('<I', after, at, len(after) - at); struct.pack_into('<I', after, directory(after) + 4, len(after) - at)
write('after-signature.exe', after)
write('after-table.exe', valid + b'something else')
outside = bytearray(valid); struct.pack_into('<I', outside, directory(outside) + 4, size + 4096); write('table-outside.exe', outside)
over = bytearray(valid); struct.pack_into('<I', over, directory(over), 0x40); write('table-over-headers.exe', over)
rubbish = bytearray(valid); rubbish[at + 8:end] = bytes((7 * i) & 0xff for i in range(end - at - 8)); write('rubbish-signature.exe', rubbish)
# Two entries in one table.
two = bytearray(valid) + valid[at:]
struct.pack_into('<I', two, directory(two) + 4, 2 * size); write('two-entries.exe', two)
write('overlay.exe', open('unsigned.exe', 'rb').read() + b'an archive that unpacks itself' * 4)
broken = bytearray(open('unsigned.exe', 'rb').read()); struct.pack_into('<H', broken, struct.unpack_from('<I', broken, 0x3c)[0] + 24, 0x1234)
write('broken.exe', broken)

# A catalogue of the second version: SHA-256 of the image; of the first: SHA-1; and a script by its flat digest.
import hashlib, subprocess
def der(tag, *parts):
    body = b''.join(parts)
    n = len(body)
    head = bytes([n]) if n < 128 else (lambda b: bytes([0x80 | len(b)]) + b)(n.to_bytes((n.bit_length() + 7) // 8, 'big'))
    return bytes([tag]) + head + body
def oid(text):
    arcs = [int(a) for a in text.split('.')]
    out = bytes([arcs[0] * 40 + arcs[1]])
    for arc in arcs[2:]:
        piece = [arc & 0x7f]
        while arc > 127: arc >>= 7; piece.append(0x80 | arc & 0x7f)
        out += bytes(reversed(piece))
    return der(6, out)
NULL = der(5)
def image(data, name):
    pe = struct.unpack_from('<I', data, 0x3c)[0]
    data = data + b'\0' * (-len(data) % 8)
    d = directory(data)
    return hashlib.new(name, data[:pe + 88] + data[pe + 92:d] + data[d + 8:]).digest()
SHA1, SHA256 = '1.3.14.3.2.26', '2.16.840.1.101.3.4.2.1'
def member(digest, algorithm, text, told=True):
    ident = (digest.hex().upper() + '\0').encode('utf-16le') if text else digest
    indirect = der(0x30, der(0x30, oid('1.3.6.1.4.1.311.2.1.15'), der(0x30, der(3, b'\0'), der(0xa0, der(0xa2, der(0x80))))),
                   der(0x30, der(0x30, oid(algorithm), NULL), der(4, digest)))
    attributes = der(0x31, der(0x30, oid('1.3.6.1.4.1.311.2.1.4'), der(0x31, indirect))) if told else der(0x31)
    return der(0x30, der(4, ident), attributes)
def catalogue(members, algorithm):
    ctl = der(0x30, der(0x30, oid('1.3.6.1.4.1.311.12.1.1')), der(4, bytes(16)), der(0x17, b'200101000000Z'),
              der(0x30, oid(algorithm), NULL), der(0x30, *members))
    return der(0x30, oid('1.2.840.113549.1.7.2'), der(0xa0, der(0x30, der(2, b'\1'), der(0x31),
              der(0x30, oid('1.3.6.1.4.1.311.10.1'), der(0xa0, ctl)), der(0x31))))
program = open('unsigned.exe', 'rb').read()
script = b'Write-Host "bonjour"\r\n'
write('listed.ps1', script)
others = [hashlib.sha256(b'%d' % i).digest() for i in range(40)]
write('second.raw', catalogue([member(o, SHA256, False) for o in others[:20]] + [member(image(program, 'sha256'), SHA256, False)]
    + [member(o, SHA256, False) for o in others[20:]], '1.3.6.1.4.1.311.12.1.3'))
write('first.raw', catalogue([member(hashlib.sha1(b'other').digest(), SHA1, True), member(image(program, 'sha1'), SHA1, True)],
    '1.3.6.1.4.1.311.12.1.2'))
write('flat.raw', catalogue([member(hashlib.sha256(script).digest(), SHA256, True, told=False)], '1.3.6.1.4.1.311.12.1.3'))
P
sign signer second.raw second.cat -h sha256
sign signer first.raw first.cat -h sha1
sign signer flat.raw flat.cat -h sha256
python3 - <<'P'
data = bytearray(open('second.cat', 'rb').read())
import hashlib
at = data.find(hashlib.sha256(b'3').digest())
data[at] ^= 1
open('tampered.cat', 'wb').write(data)
P

{
    echo '# File, then what osslsigncode 2.9 says of it, with the root as only authority and 2026-11-25 as the time.'
    for file in *.exe module.psm1 script*.ps1 types.ps1xml; do
        if osslsigncode verify -CAfile root.pem -TSA-CAfile root.pem -time 1795608000 -in $file > log 2>&1; then
            echo "$file succeeded"
        else
            echo "$file failed"
        fi
    done
    for cat in first second tampered; do
        if osslsigncode verify -CAfile root.pem -time 1795608000 -catalog $cat.cat -in unsigned.exe > log 2>&1; then
            echo "unsigned.exe+$cat.cat succeeded"
        else
            echo "unsigned.exe+$cat.cat failed"
        fi
    done
} > osslsigncode.txt
cp *.exe *.cat listed.ps1 module.psm1 script*.ps1 types.ps1xml osslsigncode.txt root.pem stranger.pem "$here/"
